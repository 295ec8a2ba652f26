// The three house rules that no package has: file names, the opening comment of engine files, reasons for casts.

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
      // Text of the opening: the first comment and those on the lines directly below it.
      let last = first;
      for (const comment of comments.slice(1)) {
        if (comment.loc.start.line === last.loc.end.line + 1) last = comment;
        else break;
      }
      const lines = last.loc.end.line - first.loc.start.line + 1;
      if (lines > 5) context.report({ loc: first.loc, messageId: 'long', data: { lines } });
    },
  }),
};

/** `as T` needs a comment saying why it is safe: on its own line, or above the statement it stands in. */
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
        if (isConst(node) || node.parent.type === 'TSAsExpression') return;
        const cast = new Set([node.loc.start.line - 1, node.loc.start.line, node.loc.end.line]);
        const explained = sourceCode
          .getAllComments()
          .some(({ loc }) => cast.has(loc.end.line) || cast.has(loc.start.line));
        if (explained) return;
        const statement = sourceCode.getAncestors(node).findLast(({ type }) => /(Statement|Declaration)$/.test(type));
        if (statement !== undefined && sourceCode.getCommentsBefore(statement).length > 0) return;
        context.report({ node, messageId: 'reason' });
      },
    };
  },
};

export const houseRules = {
  rules: {
    'kebab-case-file': kebabCaseFile,
    'opening-comment': openingComment,
    'reason-for-cast': reasonForCast,
  },
};
