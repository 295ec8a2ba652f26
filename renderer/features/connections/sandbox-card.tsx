// The sandbox on this computer: on or off, and changing rows in its ERP so that the next sync finds something.

import { Button, HTMLSelect } from '@blueprintjs/core';
import { CircleIcon, TickIcon, WarningSignIcon } from '@blueprintjs/icons';
import { useState, type ReactNode } from 'react';
import { engine } from '../../api/engine.ts';
import { useResource } from '../../state/resource.ts';
import { sandboxResource, startSandbox, stopSandbox, useSandboxWork } from '../../state/sandbox.ts';
import { showError, showToast } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';

type SandboxStatus = Awaited<ReturnType<typeof engine.sandbox.status>>;

export function SandboxCard({ isConfigured }: { readonly isConfigured: boolean }): ReactNode {
  const { data: sandbox } = useResource(sandboxResource, null);
  const { isStarting, isStopping } = useSandboxWork();
  const [isAsking, setAsking] = useState(false);
  if (sandbox === null || !sandbox.is_available) return null;
  return (
    <section className="sf-card sf-connections-wide" aria-label="Sandbox">
      <div className="sf-row-wrap">
        <h2>Sandbox</h2>
        <SandboxState sandbox={sandbox} />
        <span className="sf-spacer" />
        {sandbox.is_on ? (
          <Button text="Stop the sandbox" loading={isStopping} onClick={() => void stopSandbox()} />
        ) : (
          <Button
            text="Start the sandbox"
            loading={isStarting}
            onClick={() => (isConfigured ? setAsking(true) : void startSandbox({ replaces: false }))}
          />
        )}
      </div>
      <p className="sf-muted">
        Both systems on this computer, with real ERP rows of a bicycle maker. While it is on, both connections lead to
        it; your own come back when it stops.
      </p>
      {sandbox.error !== null && <p role="alert">{sandbox.error}</p>}
      {sandbox.is_running && <ErpChanges sandbox={sandbox} />}
      {isAsking && (
        <ConfirmDialog
          title="Start the sandbox?"
          confirm="Start the sandbox"
          isBusy={isStarting}
          onCancel={() => setAsking(false)}
          onConfirm={() => void startSandbox({ replaces: true }).then(() => setAsking(false))}
        >
          <p>
            Your connections are set aside until you stop it. Nothing is read from or written to your systems meanwhile.
          </p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function SandboxState({ sandbox }: { readonly sandbox: SandboxStatus }): ReactNode {
  if (sandbox.is_running) {
    return (
      <StatusLabel tone="good" icon={<TickIcon />}>
        On
      </StatusLabel>
    );
  }
  return sandbox.is_on ? (
    <StatusLabel tone="warning" icon={<WarningSignIcon />}>
      On, but not running
    </StatusLabel>
  ) : (
    <StatusLabel tone="quiet" icon={<CircleIcon />}>
      Off
    </StatusLabel>
  );
}

/** So many of each: enough to see, few enough to read. */
const SOME = { inserts: 7, updates: 20, deletes: 4 };

function ErpChanges({ sandbox }: { readonly sandbox: SandboxStatus }): ReactNode {
  const [api, setApi] = useState(sandbox.apis[0]?.api ?? '');
  const [isBusy, setBusy] = useState(false);
  const changeRows = async (): Promise<void> => {
    setBusy(true);
    try {
      const { expected } = await engine.sandbox.change({ api, ...SOME });
      const { inserted, updated, deleted } = expected;
      showToast({
        message: `Changed in the ERP. The next full sync has ${inserted} to insert, ${updated} to update and ${deleted} to delete.`,
      });
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="sf-row-wrap">
      <label className="sf-row">
        Rows of
        <HTMLSelect
          value={api}
          options={sandbox.apis.map((one) => ({ value: one.api, label: one.entity }))}
          onChange={(event) => setApi(event.currentTarget.value)}
        />
      </label>
      <Button text="Change some rows in the ERP" loading={isBusy} onClick={() => void changeRows()} />
    </div>
  );
}
