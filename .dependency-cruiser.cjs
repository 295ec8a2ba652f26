// Which part may import which (docs/architecture.md). test/architecture/dependency-rules.test.ts plants a violation
// of every rule below, so a rule that stops working fails the suite.

/** The engine's layers, lowest first. A file imports its own layer or a lower one. */
const LAYERS = [
  ['contract'],
  ['record', 'failures', 'events', 'host', 'config'],
  ['db', 'clients', 'normalize', 'ledger', 'samples', 'reports'],
  ['repositories'],
  ['schedule', 'stages'],
  ['pipeline'],
  ['operations'],
  ['api'],
  ['create-engine'],
  ['index'],
  ['headless'],
];

/** A layer's entry is a folder (`db/…`) or a file (`host.ts`). */
const pathOf = (entries) => `^engine/(${entries.join('|')})(/|\\.ts$)`;
const packagePath = (name) => `(^|node_modules/)${name}(/|$)`;

/** The commands that start the sandbox, or measure against its benchmark servers. */
const SANDBOX_COMMANDS = '^engine/headless/(cli/(demo|sandbox)(/|\\.ts$)|bench/)';
/** Programs that a benchmark compares the engine with; it says so where they are not installed. */
const PEERS = '^sandbox/bench/peers/';

const layerRules = LAYERS.slice(0, -1).map((entries, level) => ({
  name: `layer-${entries.join('-')}`,
  comment: 'A layer imports itself and lower layers. Move the shared part down, or pass a function in.',
  severity: 'error',
  from: { path: pathOf(entries) },
  to: { path: pathOf(LAYERS.slice(level + 1).flat()) },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'engine-file-has-a-layer',
      comment: 'A new folder of the engine is given its place in LAYERS above and in docs/architecture.md.',
      severity: 'error',
      from: { path: '^engine/', pathNot: pathOf(LAYERS.flat()) },
      to: {},
    },
    {
      name: 'contract-imports-only-zod-and-orpc',
      comment: 'The contract is read by every other part, also in a browser.',
      severity: 'error',
      from: { path: '^engine/contract/' },
      to: { pathNot: ['^engine/contract/', packagePath('zod'), packagePath('@orpc')] },
    },
    {
      name: 'only-pipeline-runs-stages',
      severity: 'error',
      from: { path: '^engine/', pathNot: '^engine/(stages|pipeline)/' },
      to: { path: '^engine/stages/' },
    },
    {
      name: 'stages-do-not-know-each-other',
      comment: 'Stages meet in pipeline/ only. What two of them need is no stage: it has no number, or lies lower.',
      severity: 'error',
      from: { path: '^engine/stages/' },
      to: { path: '^engine/stages/[1-9]-' },
    },
    {
      name: 'only-db-loads-a-driver',
      severity: 'error',
      from: { path: '^(engine|main)/', pathNot: '^engine/db/' },
      to: { path: [packagePath('better-sqlite3'), packagePath('pg'), '^node:sqlite$', '^sqlite$'] },
    },
    {
      name: 'orpc-stays-at-the-edges',
      severity: 'error',
      from: {
        path: '^(engine|sandbox|main|renderer)/',
        pathNot: [
          '^engine/(contract|api|headless)/',
          '^main/(contract/|desktop-api|engine/engine-(process|work)\\.ts)',
          '^renderer/api/',
        ],
      },
      to: { path: packagePath('@orpc') },
    },
    {
      name: 'engine-is-plain-node',
      severity: 'error',
      from: { path: '^engine/' },
      to: { path: [packagePath('electron'), packagePath('react'), packagePath('react-dom')] },
    },
    {
      name: 'engine-does-not-know-the-sandbox',
      comment: 'Only `syncflow demo` and `syncflow sandbox` start it; `syncflow bench` measures against its servers.',
      severity: 'error',
      from: { path: '^engine/', pathNot: SANDBOX_COMMANDS },
      to: { path: '^sandbox/' },
    },
    {
      name: 'sandbox-borrows-only-plain-parts',
      comment: 'The sandbox stands for foreign systems: sharing more would hide mistakes from the tests.',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^engine/', pathNot: '^engine/(contract|record|failures|host)(/|\\.ts$)' },
    },
    {
      name: 'engine-does-not-know-its-screens',
      severity: 'error',
      from: { path: '^(engine|sandbox)/' },
      to: { path: '^(main|renderer)/' },
    },
    {
      name: 'only-main-imports-electron',
      comment: 'Also its types: what knows Electron runs only there. The stand-in under test/ is written against them.',
      severity: 'error',
      from: { pathNot: '^(main|test/desktop)/' },
      to: { path: packagePath('electron') },
    },
    {
      name: 'main-uses-the-front-door',
      comment: 'Main hosts the engine: its front door, its contract, and the parts of the Node host.',
      severity: 'error',
      from: { path: '^main/' },
      to: {
        path: '^(engine|renderer|sandbox)/',
        pathNot: '^engine/(index|contract/.*|headless/(node-host|process-identity|program-version|sandbox-host))\\.ts$',
      },
    },
    {
      name: 'engine-process-runs-without-electron',
      comment: 'What runs in the engine process gets its ports from there; a window or a dialog is out of its reach.',
      severity: 'error',
      from: { path: '^main/engine/engine-(process|work|activity)\\.ts$' },
      to: { path: packagePath('electron'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'preload-knows-only-the-bridge',
      comment: 'It runs beside the page: a sandboxed preload can load nothing but electron.',
      severity: 'error',
      from: { path: '^main/preload/' },
      to: { pathNot: ['^main/contract/desktop-bridge\\.ts$', packagePath('electron')] },
    },
    {
      name: 'desktop-contract-is-read-in-pages',
      severity: 'error',
      from: { path: '^main/contract/' },
      to: { pathNot: ['^(main|engine)/contract/', packagePath('zod'), packagePath('@orpc')] },
    },
    {
      name: 'renderer-sees-only-contracts',
      comment: 'The page asks the engine and the shell by their contracts; it never holds a piece of them.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(engine|main|sandbox)/', pathNot: '^(engine|main)/contract/' },
    },
    {
      name: 'renderer-layers-ui',
      comment: 'ui/ knows nothing of SyncFlow.',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^(engine|main|renderer/(api|state|parts|features|app))/' },
    },
    {
      name: 'renderer-layers-api',
      severity: 'error',
      from: { path: '^renderer/api/' },
      to: { path: '^renderer/(ui|state|parts|features|app)/' },
    },
    {
      name: 'renderer-layers-state',
      severity: 'error',
      from: { path: '^renderer/state/' },
      to: { path: '^renderer/(ui|parts|features|app)/' },
    },
    {
      name: 'renderer-layers-parts',
      severity: 'error',
      from: { path: '^renderer/parts/' },
      to: { path: '^renderer/(features|app)/' },
    },
    {
      name: 'features-do-not-know-each-other',
      comment: 'What two features need lies in parts/ or state/; they meet through the address only.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/(app/|features/)', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'only-renderer-loads-react',
      severity: 'error',
      from: { path: '^(engine|main|sandbox)/' },
      to: { path: [packagePath('react'), packagePath('react-dom'), packagePath('@blueprintjs')] },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-exist',
      comment: 'A misspelt path, or a package that is not installed.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'product-needs-no-dev-dependency',
      severity: 'error',
      // Electron comes with the package that holds the product; the bundler makes that package.
      from: { path: '^(engine|sandbox|main)/', pathNot: ['^main/launch/', PEERS] },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg'],
        dependencyTypesNot: ['type-only'],
        pathNot: packagePath('electron'),
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    // Types count too: a type imported upwards is an upward dependency.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    combinedDependencies: false,
  },
};
