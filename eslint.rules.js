// House rules that no package has: file names, the opening comment of engine files, reasons for casts, parameters.

import { basename } from 'node:path';

/** Files are kebab-case; tests and configurations may carry further dotted parts (`window.test.ts`). */
const kebabCaseFile = {
  meta: { type: 'suggestion', schema: [], messages: { name: '"{{name}}" is not kebab-case, like "start-sync.ts".' } },
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename);
      if (!/^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name)) {
        context.report({ node, messageId: 'name', data: { name } });
      }
    },
  }),
};

/** Engine files open with one to five comment lines: what the file is for, what it promises. */
const openingComment = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      missing: 'Open the file with one to five comment lines: what it is for, what it promises.',
      long: 'The opening comment has {{lines}} lines; five are enough. Move the rest to where it matters.',
    },
  },
  create: (context) => ({
    Program(node) {
      const comments = context.sourceCode.getAllComments();
      const [first] = comments;
      if (first === undefined || context.sourceCode.text.slice(0, first.range[0]).trim() !== '') {
        context.report({ node, loc: { line: 1, column: 0 }, messageId: 'missing' });
        return;
      }
      // The opening is the first comment and those on the lines directly below it; a drawing (indented) is not counted.
      const opening = [first];
      for (const comment of comments.slice(1)) {
        if (comment.loc.start.line !== opening.at(-1).loc.end.line + 1) break;
        opening.push(comment);
      }
      const lines = opening.flatMap(({ value }) => value.split('\n')).filter((line) => /^ ?\S/.test(line)).length;
      if (lines > 5) context.report({ loc: first.loc, messageId: 'long', data: { lines } });
    },
  }),
};

/** `as T` needs a comment saying why it is safe: above the statement it stands in, or within it up to the cast's line. */
const reasonForCast = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { reason: 'Say in a comment why this `as` is safe, or use `satisfies` or a type guard.' },
  },
  create(context) {
    const { sourceCode } = context;
    const isConst = ({ typeAnnotation: type }) =>
      type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const';
    return {
      TSAsExpression(node) {
        if (isConst(node)) return;
        const statement = sourceCode
          .getAncestors(node)
          .findLast(({ type }) => /(Statement|Declaration|PropertyDefinition)$/.test(type));
        const from = (statement ?? node).loc.start.line - 1;
        const isExplained = sourceCode
          .getAllComments()
          .some(({ loc }) => loc.end.line >= from && loc.start.line <= node.loc.end.line);
        if (!isExplained) context.report({ node, messageId: 'reason' });
      },
    };
  },
};

/** At most three parameters on what others call; a local function or a callback may need more. */
const fewParameters = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { many: 'This takes {{count}} parameters. Past three, take one object.' },
  },
  create(context) {
    const check = (node) => {
      const { length: count } = node.params;
      if (count > 3)
        context.report({
          node,
          loc: { start: node.loc.start, end: node.loc.start },
          messageId: 'many',
          data: { count },
        });
    };
    return {
      FunctionDeclaration: check,
      'MethodDefinition > FunctionExpression': check,
      ':matches(Program, ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression':
        check,
      TSMethodSignature: check,
    };
  },
};

export const houseRules = {
  rules: {
    'kebab-case-file': kebabCaseFile,
    'opening-comment': openingComment,
    'reason-for-cast': reasonForCast,
    'few-parameters': fewParameters,
  },
};
