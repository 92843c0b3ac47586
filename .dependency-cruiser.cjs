/**
 * Who may import whom: core <- sources, project <- lsp, cli; inside core: rules -> repairs -> facts -> dockerfile, shell -> text.
 * Type imports count like any other.
 */

const core = '^server/src/core/';
const npm = (names) => `^node_modules/(${names})/`;
const rootFiles = (names) => `${core}(${names})[.]ts$`;
const folders = (names) => `${core}(${names})/`;

/** A folder of core, and the only places in core that it may import from. */
const layer = (name, ...mayImport) => ({
  name: `core-${name}-looks-down`,
  comment: `core/${name} is a layer of its own: it imports only what lies below it.`,
  severity: 'error',
  from: { path: folders(name) },
  to: { path: core, pathNot: mayImport },
});

/** Modules at `from` may not import what matches `to`. */
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    never(
      'core-is-pure',
      'Core takes text and gives findings and edits: no Node, no editor, no network. These packages are pure too.',
      { path: core },
      { pathNot: [core, npm('unbash|jsonc-parser|smol-toml|yaml|(?:@types/)?spdx-[^/]+')] },
    ),
    never(
      'shell-parser-in-core-shell-only',
      'The rest reads commands and words, not the syntax tree of one parser.',
      { pathNot: folders('shell') },
      { path: npm('unbash') },
    ),
    layer('text', folders('text')),
    layer('dockerfile', folders('dockerfile|text')),
    layer('shell', folders('shell|text')),
    layer('facts', folders('facts|dockerfile|shell|text'), rootFiles('fact|rule|project|config|sources|suppress')),
    layer(
      'repairs',
      folders('repairs|facts|dockerfile|shell|text'),
      rootFiles('fact|rule|sources|project|config|suppress'),
    ),
    layer('assist', folders('assist|facts|dockerfile|shell|text'), rootFiles('rule|project|config')),
    layer('rules', folders('rules|repairs|facts|dockerfile|shell|text'), rootFiles('rule|sources|project|config')),
    never(
      'rules-stand-alone',
      'No rule knows another; what two rules need is a fact. Only rules/index.ts lists them. A large rule has its parts in a folder of its name.',
      { path: `${core}rules/([^/.]+)`, pathNot: `${core}rules/index[.]ts$` },
      { path: folders('rules'), pathNot: `${core}rules/$1/` },
    ),
    never(
      'edges-below-hosts',
      'sources and project serve the language server and the command line alike.',
      { path: '^server/src/(sources|project)/' },
      { path: '^server/src/(lsp|cli)/' },
    ),
    never('lsp-without-cli', 'Two hosts, one core.', { path: '^server/src/lsp/' }, { path: '^server/src/cli/' }),
    never(
      'cli-starts-lsp-only',
      'The command line may start the language server, through its entry and no deeper.',
      { path: '^server/src/cli/' },
      { path: '^server/src/lsp/', pathNot: '^server/src/lsp/server[.]ts$' },
    ),
    never('client-without-server', 'They talk by protocol.', { path: '^client/' }, { path: '^server/' }),
    never(
      'server-without-client',
      'They talk by protocol.',
      { path: '^server/' },
      { path: `^client/|${npm('@types/vscode|vscode-languageclient')}` },
    ),
    never('no-circular', 'Break the circle: move what both need below both.', {}, { circular: true }),
    never('no-unresolvable', 'No such module.', {}, { couldNotResolve: true }),
    never(
      'no-dev-dependency',
      'What the bundles need belongs under "dependencies" in package.json; only the editor brings `vscode` itself.',
      { path: '^(server|client)/src/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: npm('@types/vscode') },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    // The package.json in each folder only says that it holds ES modules; the dependencies stand in the one at the root.
    combinedDependencies: true,
    doNotFollow: { path: '^node_modules/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
