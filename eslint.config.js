// Only rules that have caught a mistake or keep a sentence of the style guide. No suppressions: a rule that has to
// be switched off in a line is wrong for this repository and is changed here.

import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { houseRules } from './eslint.rules.js';

const TYPESCRIPT = ['**/*.ts', '**/*.tsx'];

const readsTopToBottom = {
  eqeqeq: 'error',
  'no-else-return': ['error', { allowElseIf: false }],
  'no-var': 'error',
  'prefer-const': 'error',
  'no-empty': 'error',
  'no-unreachable-loop': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-param-reassign': 'error',
  'object-shorthand': ['error', 'properties'],
  'max-lines': ['error', { max: 500 }],
  'house/few-parameters': 'error',
};

const types = {
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/consistent-type-exports': 'error',
  '@typescript-eslint/consistent-type-definitions': 'off',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, minimumDescriptionLength: 0 }],
  // Numbers, booleans and absent values in messages are fine; objects and `never` are mistakes.
  '@typescript-eslint/restrict-template-expressions': [
    'error',
    { allowNumber: true, allowBoolean: true, allowNullish: true },
  ],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  // Methods of an interface may be asynchronous where this implementation of it is not.
  '@typescript-eslint/require-await': 'off',
  // An index that the line above has checked: cheaper to read than a branch that cannot happen.
  '@typescript-eslint/no-non-null-assertion': 'off',
  // Text is taken apart by code points on purpose here.
  '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
  '@typescript-eslint/no-invalid-void-type': 'off',
  '@typescript-eslint/no-meaningless-void-operator': 'off',
  '@typescript-eslint/unified-signatures': 'off',
  // Type parameters used once still name what a caller gets back (parsed answers, rows).
  '@typescript-eslint/no-unnecessary-type-parameters': 'off',
  'house/reason-for-cast': 'error',
};

const throwsOnlyEngineErrors = [
  {
    selector: "ThrowStatement > NewExpression[callee.name='Error']",
    message: 'Throw an EngineError, whose kind decides the exit code; for a broken assumption use node:assert.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Randomness comes in as an argument.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes in as an argument (Clock of engine/host.ts).',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes in as an argument (Clock of engine/host.ts).',
  },
];

const everyTestRuns = [
  {
    selector:
      'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|skipIf|runIf|todo|fails)$/]',
    message: 'Every test runs, always.',
  },
];

export default defineConfig(
  // engine/record/wasm/ is AssemblyScript, which its own compiler checks.
  globalIgnores(['dist/', 'coverage/', 'test/data/', 'sandbox/data/', '.syncflow/', 'engine/record/wasm/']),
  { linterOptions: { noInlineConfig: true, reportUnusedInlineConfigs: 'error' } },
  { plugins: { house: houseRules }, rules: { 'house/kebab-case-file': 'error' } },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...readsTopToBottom, ...types },
  },
  {
    files: ['engine/**/*.ts', 'sandbox/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['engine/**/*.ts'],
    rules: { 'house/opening-comment': 'error' },
  },
  {
    // Below the hosts there is no clock, no dice and no error but EngineError.
    files: ['engine/**/*.ts'],
    ignores: ['engine/headless/**'],
    rules: { 'no-restricted-syntax': ['error', ...throwsOnlyEngineErrors] },
  },
  {
    // reject(stage, code, field, message): the four columns of a failed record, written at every check of every layer.
    files: ['engine/failures/reject.ts'],
    rules: { 'house/few-parameters': 'off' },
  },
  {
    files: ['engine/headless/**/*.ts', 'sandbox/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@blueprintjs/core',
              importNames: ['Popover', 'Icon'],
              message:
                'PopoverNext places itself correctly under React 19; icons are imported one by one from @blueprintjs/icons.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...everyTestRuns],
      // Tests look into answers of any shape and let an unexpected one fail the assertion.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'house/reason-for-cast': 'off',
      // Source text as a test value.
      'no-template-curly-in-string': 'off',
    },
  },
);
