// What only a developer would understand, in what a screen says: names of variables, commands and flags, the schema
// library's own words, and values that are none.

import type { Page } from 'playwright';

const DEVELOPER_WORDS =
  /.{0,40}(?:SYNCFLOW_|\bsyncflow [a-z]|(?<![\w-])--[a-z]|Invalid (?:input|option)|Unrecognized key|\bundefined\b|\bNaN\b|\[object ).{0,60}/g;

/** Each with the words around it. */
export async function findDeveloperWords(page: Page): Promise<readonly string[]> {
  const said = await page.evaluate(() => {
    const ATTRIBUTES = ['aria-label', 'aria-description', 'title', 'placeholder'];
    const named = [...document.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join(','))];
    const attributes = named.flatMap((element) => ATTRIBUTES.map((name) => element.getAttribute(name) ?? ''));
    return [document.title, document.body.innerText, ...attributes].join('\n');
  });
  return [...new Set(said.match(DEVELOPER_WORDS) ?? [])];
}
