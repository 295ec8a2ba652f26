// Starts runs and leads to them.

import { engine } from '../../api/engine.ts';
import { goTo } from '../../state/location.ts';
import { showError } from '../../state/toasts.ts';

export async function startRun(entities: readonly string[], how: { readonly isDry: boolean }): Promise<void> {
  try {
    const { batches } = await engine.sync.start({ entities: [...entities], dry_run: how.isDry });
    const [first] = batches;
    goTo('/runs', first === undefined ? {} : { run: first.batch_uid });
  } catch (error) {
    showError(error);
  }
}
