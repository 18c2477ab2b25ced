// What stands between `app → components → lib/shared` and `app → lib`, as rules. `tests/architecture` plants a violation of each.

const product = '^(app|components|lib)/|^worker[.]ts$';
const wiring = '^lib/(wiring/|langbatch/defaults[.]ts$)';
const adapters = '^lib/(accounts/engine/|storage/[^/]+/|files/(disk|s3)[/.-]|providers/(?!http/)[^/]+/)';
/** @type {import('dependency-cruiser').DependencyType[]} */
const typesOnly = ['type-only'];

/** @param {string} names alternatives, as a regular expression */
const npmPackages = (names) => `^(node_modules/)?(${names})(/|$)`;

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const forbidden = [
  {
    name: 'no-cycle',
    comment: 'What goes round has no ground floor, even where only types do: neither can be read first.',
    severity: 'error',
    from: { path: product },
    to: { circular: true },
  },
  {
    name: 'lib-knows-no-caller',
    comment: 'The batch library is called by pages, tasks and scripts alike and knows none of them.',
    severity: 'error',
    from: { path: '^lib/' },
    to: { path: '^(app|components|scripts|tests)/|^worker[.]ts$' },
  },
  {
    name: 'pages-reach-data-by-verbs',
    comment: 'A page, a route or an action calls verbs, which ask for their right. Contexts stay in app/_server.',
    severity: 'error',
    from: { path: '^app/', pathNot: '^app/_server/' },
    to: {
      path: '^lib/|^app/_server/context[.]ts$',
      pathNot:
        '^lib/(shared/|errors[.]ts$|batch/(commands|reads|downloads)/|connections/|accounts/(door|own|people)/|audit/|templates/|tokens/|workspaces/|uploads/receive-upload[.]ts$)',
      dependencyTypesNot: typesOnly,
    },
  },
  {
    name: 'lib-is-free-of-ui',
    comment: 'lib runs in plain Node: no React, no Next, no server-only.',
    severity: 'error',
    from: { path: '^lib/' },
    to: {
      path: npmPackages('react|react-dom|next|server-only|client-only|nuqs|sonner|[^/]*react[^/]*|@[^/]+/react[^/]*'),
    },
  },
  {
    name: 'components-know-no-app',
    comment: 'Pages compose components, never the other way round.',
    severity: 'error',
    from: { path: '^components/' },
    to: { path: '^(app|scripts|tests)/|^worker[.]ts$' },
  },
  {
    name: 'components-take-only-types-from-lib',
    comment: 'A value from lib would drag the library into the browser. Values come from the rooms that only think.',
    severity: 'error',
    from: { path: '^components/' },
    to: { path: '^lib/', pathNot: '^lib/(shared|tables/template)/', dependencyTypesNot: typesOnly },
  },
  {
    name: 'templates-only-think',
    comment: 'Preview, check, file and script make the same of a row: what does so runs in the browser too.',
    severity: 'error',
    from: { path: '^lib/tables/template/' },
    to: { path: product, pathNot: '^lib/(shared|tables/template)/' },
  },
  {
    name: 'app-knows-no-tests-or-scripts',
    comment: 'What a page needs is product code.',
    severity: 'error',
    from: { path: '^app/|^worker[.]ts$' },
    to: { path: '^(scripts|tests)/' },
  },
  {
    name: 'shared-stands-alone',
    comment: 'lib/shared is for both sides of the wire and imports nothing of ours.',
    severity: 'error',
    from: { path: '^lib/shared/' },
    to: { path: '^(app|components|lib|scripts|tests)/|^worker[.]ts$', pathNot: '^lib/shared/' },
  },
  {
    name: 'shared-runs-in-the-browser',
    comment: 'Node modules do not exist there.',
    severity: 'error',
    from: { path: '^lib/shared/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'streams-know-no-domain',
    comment: 'lib/streams moves bytes and items of any meaning.',
    severity: 'error',
    from: { path: '^lib/streams/' },
    to: { path: product, pathNot: '^lib/(streams/|errors[.]ts$)' },
  },
  {
    name: 'providers-do-not-know-each-other',
    comment: 'What two providers share belongs to lib/providers itself.',
    severity: 'error',
    from: { path: '^lib/providers/([^/]+)/' },
    to: { path: '^lib/providers/[^/]+/', pathNot: '^lib/providers/($1|http)/' },
  },
  {
    name: 'one-room-knows-the-accounts-library',
    comment: 'What it looks at and what it does not is written down there; nobody else relies on it.',
    severity: 'error',
    from: { path: '^(app|components|lib|scripts)/|^worker[.]ts$|^proxy[.]ts$', pathNot: '^lib/accounts/engine/' },
    to: { path: npmPackages('better-auth|@better-auth/[^/]+') },
  },
  {
    name: 'one-room-sends-mail',
    comment: 'Time-outs, TLS and what goes into a header are decided there.',
    severity: 'error',
    from: { path: '^(app|components|lib|scripts)/|^worker[.]ts$|^proxy[.]ts$', pathNot: '^lib/notify/' },
    to: { path: npmPackages('nodemailer') },
  },
  {
    name: 'one-room-reads-tables',
    comment: 'What harms in a file from outside is known and bounded there.',
    severity: 'error',
    from: { path: '^(app|components|lib|scripts)/|^worker[.]ts$|^proxy[.]ts$', pathNot: '^lib/tables/read/' },
    to: { path: npmPackages('numfmt|saxes|yauzl') },
  },
  {
    name: 'only-the-wiring-names-adapters',
    comment:
      'lib/wiring/runtime.ts and lib/langbatch/defaults.ts join settings to adapters. Everybody else takes a context.',
    severity: 'error',
    from: { path: product, pathNot: [wiring, adapters] },
    to: { path: adapters },
  },
  {
    name: 'adapters-do-not-know-other-kinds',
    comment:
      'Which storage goes with which files and providers is for the wiring. A storage in plain files brings its disk along.',
    severity: 'error',
    from: { path: '^lib/(storage|files|providers|accounts/engine)/', pathNot: '^lib/storage/file/' },
    to: { path: adapters, pathNot: '^lib/$1/' },
  },
  {
    name: 'wiring-is-at-the-top',
    comment: 'Whoever names the wiring has settings of its own: the doors of the library, and nothing below them.',
    severity: 'error',
    from: { path: '^lib/', pathNot: '^lib/(wiring|langbatch)/' },
    to: { path: '^lib/wiring/' },
  },
  {
    name: 'record-is-pure',
    comment: 'All that follows from a record alone: no storage, no provider, no clock.',
    severity: 'error',
    from: { path: '^lib/record/' },
    to: { path: '^lib/', pathNot: '^lib/(record/|shared/|contracts/context[.]ts$|errors[.]ts$)' },
  },
  {
    name: 'contracts-know-no-adapter',
    comment: 'What the library asks of the outside, in terms of the record.',
    severity: 'error',
    from: { path: '^lib/contracts/' },
    to: { path: '^lib/', pathNot: '^lib/(contracts/|record/|shared/|log[.]ts$)' },
  },
  {
    name: 'tools-know-no-batch',
    comment: 'What works on lines, settings or rights, and the sandbox, which is a provider: no record, no storage.',
    severity: 'error',
    from: { path: '^lib/(config|dialects|jsonl|net|pricing|sandbox|secrets|tables|verbs)/' },
    to: { path: '^lib/(batch|connections|db|index|jobs|langbatch|providers|record|storage|uploads|wiring)/' },
  },
  {
    name: 'reads-change-nothing',
    comment: 'Who only asks, or works on stored files alone, must be able to rely on it.',
    severity: 'error',
    from: { path: '^lib/batch/(reads|downloads|results|parts|timing)/' },
    to: {
      path: '^lib/batch/(store/(update-batch|lease|job-work)[.]ts$|commands/|steps/|fetching/|token-limit/|upkeep/)',
    },
  },
  {
    name: 'steps-and-commands-meet-in-the-record',
    comment: 'A command notes what is wanted, a step does what is due. Neither calls the other.',
    severity: 'error',
    from: { path: '^lib/batch/(steps|commands)/' },
    to: { path: '^lib/batch/(steps|commands)/', pathNot: '^lib/batch/$1/' },
  },
  {
    name: 'providers-are-called-by-steps',
    comment: 'What is paid for, and what a crash must not repeat, stands in steps and in what they alone use.',
    severity: 'error',
    from: { path: '^lib/batch/', pathNot: '^lib/batch/(steps|fetching|token-limit)/' },
    to: { path: '^lib/batch/(fetching|token-limit)/|^lib/providers/' },
  },
  {
    name: 'results-know-no-download',
    comment: 'Downloads are made from results, in whatever form.',
    severity: 'error',
    from: { path: '^lib/batch/results/' },
    to: { path: '^lib/batch/downloads/' },
  },
  {
    name: 'examples-use-the-one-door',
    comment: 'What users import is lib/langbatch/index.ts, so that is all that the examples show.',
    severity: 'error',
    from: { path: '^examples/' },
    to: { path: '^(app|components|lib|scripts|tests)/|^worker[.]ts$', pathNot: '^lib/langbatch/index[.]ts$' },
  },
  {
    name: 'library-knows-no-worker',
    comment: 'The classes for scripts work without a queue and without a database of ours.',
    severity: 'error',
    from: { path: '^lib/langbatch/' },
    to: { path: '^lib/(jobs|db|runtime|uploads)(/|[.])|^worker[.]ts$' },
  },
  {
    name: 'prisma-stays-in-its-homes',
    comment: "Prisma's client is imported in lib/db and lib/storage/prisma only.",
    severity: 'error',
    from: { path: `${product}|^scripts/`, pathNot: '^lib/(db|storage/prisma)/' },
    to: { path: `^lib/db/generated/|${npmPackages('@prisma/(client|adapter-pg)|[.]prisma')}` },
  },
  {
    name: 'server-only-stays-in-app-server',
    comment: 'server-only throws in plain Node and in tests.',
    severity: 'error',
    from: { pathNot: '^app/_server/' },
    to: { path: npmPackages('server-only') },
  },
  {
    name: 'no-dev-dependency-in-the-product',
    comment: 'An installation without dev dependencies must run.',
    severity: 'error',
    from: { path: product },
    to: {
      dependencyTypes: ['npm-dev'],
      dependencyTypesNot: typesOnly,
      pathNot: '/node_modules/@types/|^node_modules/@types/',
    },
  },
  {
    name: 'everything-resolves',
    comment: 'A path that leads nowhere breaks at run time, or is not in package.json.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

export default {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules|^lib/db/generated/' },
    exclude: { path: '^(tests/fixtures|[.]next|dist|[.]data|test-results|playwright-report)/' },
    moduleSystems: ['es6'],
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.json', '.css'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
