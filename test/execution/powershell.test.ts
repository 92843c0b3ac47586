import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { before, describe, it } from 'node:test';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { jsonStrings } from '../../server/src/core/dockerfile/json.ts';
import { parseDockerfile } from '../../server/src/core/dockerfile/parse.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { fixWith } from '../rule-tester.ts';

/*
 * No PowerShell is executed here: what the fixes write is parsed, and its check has to stand as a statement behind the
 * download that it is of.
 */

const URL = 'https://example.com/v1.2/tool.zip';
const HEAD = '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\n';
const SHELL = 'SHELL ["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]\n';

/** Dockerfiles whose PowerShell a fix rewrites. */
const shapes: Readonly<Record<string, string>> = {
  'a statement of its own': `${SHELL}RUN Invoke-WebRequest ${URL} -OutFile tool.zip`,
  'statements over several lines': `${SHELL}RUN Invoke-WebRequest -Uri "${URL}" -OutFile 'C:\\tool.zip' -UseBasicParsing ; \`\n    Expand-Archive C:\\tool.zip -DestinationPath C:\\tool`,
  'a format of variables': `${SHELL}ENV V=1.2\nRUN iwr $('https://example.com/v{0}/tool.zip' -f $env:V) -OutFile tool.zip; Remove-Item x`,
  'a name with a quote': `${SHELL}RUN Invoke-WebRequest ${URL} -OutFile "it's.zip"; Get-Item *.zip`,
  'an if': `${SHELL}RUN if (-not (Test-Path tool.zip)) { Invoke-WebRequest ${URL} -OutFile tool.zip } ; Get-Item tool.zip`,
  BITS: `${SHELL}RUN Start-BitsTransfer -Source ${URL} -Destination tool.zip; tar xf tool.zip`,
  WebClient: `${SHELL}RUN (New-Object System.Net.WebClient).DownloadFile('${URL}', 'C:\\tool.zip') ; Expand-Archive C:\\tool.zip`,
  'a script in quotes': `RUN powershell -NoProfile -Command "Invoke-WebRequest ${URL} -OutFile tool.zip; Expand-Archive tool.zip"`,
  'a script without quotes': `RUN powershell -Command Invoke-WebRequest ${URL} -OutFile tool.zip`,
  'a script in JSON': `RUN ["powershell", "-Command", "Invoke-WebRequest ${URL} -OutFile C:\\\\tool.zip; Expand-Archive C:\\\\tool.zip"]`,
  'a here-document': `${SHELL}RUN <<EOF\nInvoke-WebRequest ${URL} -OutFile tool.zip\nExpand-Archive tool.zip\nEOF`,
};

let parser: Parser;

before(async () => {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
  parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
});

describe('the fixed PowerShell, parsed', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(name, async () => {
      const text = `${HEAD}${shape}\n`;
      const fixed = await fixWith(unverifiedDownload, { marked: text }, text, 'safe');
      assert.deepEqual(fixed.remaining, [], 'nothing is left to report');
      const [script] = scriptsOf(fixed.text);
      const { rootNode } = parser.parse(script!)!;
      assert.equal(rootNode.hasError, false, `it parses:\n${script}\n${rootNode}`);
      const check = rootNode.descendantsOfType('if_statement').at(-1);
      const thrown = check?.descendantsOfType('flow_control_statement').map((node) => node?.text);
      assert.match(
        thrown?.[0] ?? '',
        /^throw '.* is not the file that was pinned'$/,
        `its check is a statement:\n${script}`,
      );
      assert.match(script!.slice(0, check!.startIndex), /tool\.zip|it's\.zip/, 'behind the download');
      assert.equal(statementsAround(check!).at(0)?.type, 'statement_list', 'among the statements of its script');
    });
  }

  it('is told from what does not parse', () =>
    assert.equal(parser.parse("if ((Get-FileHash x).Hash -ne 'y' { throw 'z' }")!.rootNode.hasError, true));
});

/** The nodes that a statement stands in, from the nearest outwards. */
function statementsAround(node: Node): Node[] {
  const around: Node[] = [];
  for (let { parent } = node; parent; parent = parent.parent) around.push(parent);
  return around;
}

/** The PowerShell of a Dockerfile's RUN instructions, as PowerShell gets it. */
function scriptsOf(text: string): string[] {
  return parseDockerfile(text)
    .instructions.filter(({ keyword }) => keyword === 'RUN')
    .map(({ body, heredocs }) => {
      const strings = jsonStrings(body);
      if (strings) return strings.at(-1)!.text;
      if (heredocs[0]) return heredocs[0].content.text;
      return body.text.replace(/^powershell (?:-\w+ )+(?:"([^]*)"|([^]*))$/, (_, quoted, bare) => quoted ?? bare);
    });
}
