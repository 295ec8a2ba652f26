// Where the console is: a screen and its parameters, kept in the part of the address after #, so that Back, a restart and
// a notification's link all lead to the same place. `#/failed?uid=…&entity=product`

import { create } from 'zustand';
import { parsePlace, toHash, type Place } from './place.ts';

export const usePlace = create<Place>(() => parsePlace(window.location.hash));

window.addEventListener('hashchange', () => usePlace.setState(parsePlace(window.location.hash), true));

export type ParamPatch = Readonly<Record<string, string | null>>;

/** Opens a screen; Back returns. */
export function goTo(path: string, params: Readonly<Record<string, string>> = {}): void {
  window.location.hash = toHash({ path, params });
}

/** Changes parameters of this screen; null takes one away. Back does not stop at each of them. */
export function setParams(patch: ParamPatch): void {
  const { path, params } = usePlace.getState();
  const merged = Object.entries({ ...params, ...patch }).filter(
    (entry): entry is [string, string] => entry[1] !== null && entry[1] !== '',
  );
  const place = { path, params: Object.fromEntries(merged) };
  window.history.replaceState(null, '', toHash(place));
  usePlace.setState(place, true);
}

/** One parameter of the place, null where it is not there. */
export function useParam(name: string): string | null {
  return usePlace(({ params }) => params[name] ?? null);
}
