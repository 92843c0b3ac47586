import type { Instruction } from '../../dockerfile/model.ts';
import { operands } from '../../dockerfile/operands.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { stages } from '../stages.ts';

/** Files by which a project configures and starts a program that it did not write. */
const SETTINGS =
  /\.(?:conf|cfg|cnf|ini|ya?ml|toml|json|env|properties|xml|crt|pem|key|sh|bash|te?mpl|tpl|j2|html?|txt|list|repo|asc|gpg|pub|hcl|vcl)$|(?:^|\/)(?:docker-?)?entrypoint$|(?:^|\/)(?:etc|config|conf(?:\.d)?|certs?|rootfs|root|scripts)\/?$/i;

/** Whether the file's images get their program from elsewhere: something runs or is fetched, and of the project only settings are copied. */
export const isVendored = fact((source): boolean => {
  const all = stages(source).flatMap(({ instructions }) => instructions.filter(({ onbuild }) => !onbuild));
  return all.some(({ keyword }) => keyword === 'RUN') && !all.some((one) => copiesSource(source, one));
});

function copiesSource(source: Source, { keyword, flags, body, heredocs }: Instruction): boolean {
  if ((keyword !== 'COPY' && keyword !== 'ADD') || flags.some(({ name }) => name === 'from')) return false;
  const words = operands(body, source.file.escape).slice(0, -1);
  return heredocs.length === 0 && words.some(({ text }) => !SETTINGS.test(text) && !/^(?:\w+:\/\/|git@)/.test(text));
}
