import { projectSettings, type Schema } from './settings.ts';

/** Settings whose keys stand with dots may stand so in the file too. */
const DOTTED = '^(severity|healthcheck|labels|download)\\.';

/** The JSON schema of `.harden-dockerfile.json`. */
export function projectSchema(): Schema {
  const properties: Record<string, Schema> = { $schema: { type: 'string' } };
  for (const [key, schema] of Object.entries(projectSettings)) {
    const [group, name] = key.split('.') as [string, string?];
    if (name === undefined) properties[group] = schema;
    else properties[group] = withProperty(properties[group], name, schema);
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of Harden Dockerfile for a project',
    type: 'object',
    properties,
    patternProperties: { [DOTTED]: {} },
    additionalProperties: false,
    allowComments: true,
    allowTrailingCommas: true,
  };
}

const withProperty = (group: Schema | undefined, name: string, schema: Schema): Schema => ({
  type: 'object',
  properties: { ...(group?.properties as object), [name]: schema },
  additionalProperties: false,
});
