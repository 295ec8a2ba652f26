// utilityProcess: a forked Node process with `process.parentPort`, and ports that reach it over its channel.

import { fork, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ForkOptions, UtilityProcess } from 'electron';
import { toStandinPort } from '../message-ports.ts';
import type { StandinState } from '../state.ts';
import { strict, strictEmitter } from '../strict.ts';
import type { FromUtility, ToUtility } from './utility-boot.ts';

/** Read before the app starts, for whom `execPath` is Electron's. */
const NODE = process.execPath;

type Implemented = Pick<UtilityProcess, 'kill' | 'pid'>;

export class StandinUtilityProcess extends strictEmitter('UtilityProcess') implements Implemented {
  readonly serviceName: string;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly #child: ChildProcess;
  readonly #ports = new Map<number, { fromThere: (value: unknown) => void; goneThere: () => void }>();
  #count = 0;

  constructor(state: StandinState, [entry, ...parameters]: readonly string[], options: ForkOptions) {
    super();
    if (!state.isReady) throw new Error('utilityProcess cannot be created before app is ready');
    this.serviceName = options.serviceName ?? 'Node Utility Process';
    const output = options.stdio === 'pipe' ? 'pipe' : 'inherit';
    const boot = join(import.meta.dirname, 'utility-boot.ts');
    this.#child = fork(boot, [entry ?? '', ...parameters], {
      env: { ...(options.env ?? process.env) },
      execPath: NODE,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', output, output, 'ipc'],
    });
    this.stdout = this.#child.stdout;
    this.stderr = this.#child.stderr;
    state.utilities.add(this);
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message) => this.#hear(message as FromUtility));
    this.#child.on('exit', (code, signal) => {
      state.utilities.delete(this);
      for (const { goneThere } of this.#ports.values()) goneThere();
      // Electron has one number for both.
      const exitCode = code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
      const reason = code === 0 ? 'clean-exit' : signal === null ? 'abnormal-exit' : 'killed';
      state.app.emit('child-process-gone', {}, { type: 'Utility', reason, exitCode, serviceName: this.serviceName });
      this.emit('exit', exitCode);
    });
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    const ports = transfer.map((port) => this.#hand(port));
    this.#tell({ kind: 'message', value: message, ports });
  }

  kill(): boolean {
    return this.#child.kill();
  }

  #tell(message: ToUtility): void {
    // A process that is on its way out takes nothing any more.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #hand(port: unknown): number {
    this.#count += 1;
    const id = this.#count;
    const there = toStandinPort(port).moveTo({
      post: (value) => this.#tell({ kind: 'port', port: id, value }),
      close: () => this.#tell({ kind: 'port-close', port: id }),
    });
    this.#ports.set(id, there);
    return id;
  }

  #hear(message: FromUtility): void {
    switch (message.kind) {
      case 'message':
        this.emit('message', message.value);
        return;
      case 'port':
        this.#ports.get(message.port)?.fromThere(message.value);
        return;
      case 'port-close':
        this.#ports.get(message.port)?.goneThere();
        this.#ports.delete(message.port);
    }
  }
}

export function createUtilityModule(state: StandinState) {
  return strict('utilityProcess', {
    fork: (entry: string, parameters: string[] = [], options: ForkOptions = {}) =>
      new StandinUtilityProcess(state, [entry, ...parameters], options),
  });
}
