// Makes `import … from 'electron'` and `require('electron')` give the stand-in, in the app and in what it loads.

import { registerHooks } from 'node:module';

const KEY = 'standin:electron';
const NAME = /^electron(\/main|\/common)?$/;

export function provideElectron(electron: object): void {
  Reflect.set(globalThis, Symbol.for(KEY), electron);
  const from = `globalThis[Symbol.for('${KEY}')]`;
  const named = Object.keys(electron).map((name) => `export const ${name} = electron.${name};`);
  registerHooks({
    resolve: (specifier, context, next) => {
      if (!NAME.test(specifier)) return next(specifier, context);
      const format = context.conditions.includes('require') ? 'commonjs' : 'module';
      return { url: `standin:${format}`, format, shortCircuit: true };
    },
    load: (url, context, next) => {
      if (url === 'standin:commonjs') {
        return { format: 'commonjs', source: `module.exports = ${from};`, shortCircuit: true };
      }
      if (url !== 'standin:module') return next(url, context);
      const source = [`const electron = ${from};`, ...named, 'export default electron;'].join('\n');
      return { format: 'module', source, shortCircuit: true };
    },
  });
}
