import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projectSettings } from '../../scripts/generate/settings.ts';
import { defaultConfig } from '../../server/src/core/config.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { readSettings } from '../../server/src/project/settings.ts';

const ids = rules.map(({ id }) => id);
const defaults = Object.entries(projectSettings).map(([key, schema]) => [key, schema.default]);

describe('the settings as VS Code describes them', () => {
  it('have the defaults that rules work with', () => {
    assert.deepEqual(readSettings(Object.fromEntries(defaults), ids), { config: defaultConfig, problems: [] });
  });

  for (const [key, schema] of Object.entries(projectSettings)) {
    const values = valuesOf(schema as Listed, key);
    it(`take ${values.length} values for ${key} that the server takes too`, () => {
      for (const value of values) assert.deepEqual(readSettings({ [key]: value }, ids).problems, [], String(value));
    });
  }

  it('name every setting', () => {
    const { config } = readSettings({}, ids);
    const groups = Object.entries(config).flatMap(([key, value]) =>
      typeof value === 'object' && key !== 'severity' ? Object.keys(value).map((inner) => `${key}.${inner}`) : [key],
    );
    assert.deepEqual(Object.keys(projectSettings).toSorted(), groups.toSorted());
  });
});

type Listed = { readonly enum?: readonly unknown[] };

/** What a schema allows, as far as it lists it. */
function valuesOf({ enum: values, items }: Listed & { readonly items?: Listed }, key: string): readonly unknown[] {
  if (values) return values;
  if (key === 'severity')
    return ids.flatMap((id) => ['error', 'warning', 'information', 'hint', 'off'].map((one) => ({ [id]: one })));
  if (items) return [items.enum];
  return key.endsWith('Path') ? ['/', '/healthz/ready'] : [1, 600];
}
