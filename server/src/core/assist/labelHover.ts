import { labels, labelText } from '../facts/labels/labels.ts';
import { OCI, ociMeaning } from '../facts/labels/ociKeys.ts';
import { DEFINITIONS } from '../facts/labels/ociSpecification.ts';
import { unknownKeys } from '../facts/labels/reservedKeys.ts';
import { statements } from '../facts/project/statements.ts';
import type { Source } from '../rule.ts';
import type { HoverText } from './model.ts';

/** What an OCI key means, or an older key whose place one has taken, and what the project says; undefined elsewhere. */
export function labelHover(source: Source, offset: number): HoverText | undefined {
  const label = labels(source).find(
    ({ keySpan, form }) => form !== 'maintainer' && keySpan.start <= offset && offset <= keySpan.end,
  );
  if (!label) return undefined;
  const meant = unknownKeys(source).find((one) => one.label === label)?.meant;
  const own = label.key.startsWith(OCI) ? label.key.slice(OCI.length) : undefined;
  const key = meant?.slice(OCI.length) ?? own ?? ociMeaning(label.key, labelText(source, label));
  const definition = key ? definitionOf(source, key) : undefined;
  if (!definition) return undefined;
  const isOwn = label.key === OCI + key;
  const lead = isOwn ? '' : `Registries and scanners do not read \`${code(label.key)}\`; the OCI key is:\n\n`;
  return { span: label.keySpan, markdown: lead + definition };
}

/** A key with what its value means and looks like, and what the project says. */
export function definitionOf(source: Source, key: string): string | undefined {
  const definition = DEFINITIONS.get(key);
  if (!definition) return undefined;
  const statement = statements(source).get(key);
  const paragraphs = [
    `**${OCI}${key}**`,
    definition.meaning,
    `${definition.form ? `${definition.form} ` : ''}For example \`${definition.example}\`.`,
    ...(statement ? [`This project says \`${code(statement.text)}\` (${statement.by}).`] : []),
  ];
  return paragraphs.join('\n\n');
}

/** A text that can stand between backticks. */
const code = (text: string): string => text.replaceAll('`', "'");
