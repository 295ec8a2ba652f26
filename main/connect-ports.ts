// Hands ports to the page: one end to it, the other to the engine or to the desktop's own procedures. The sender is
// checked here, because a port says nothing of who holds it.

import type { IpcMain, IpcMainEvent, MessageChannelMain, MessagePortMain } from 'electron';
import { z } from 'zod';
import type { Log } from '../engine/index.ts';
import { CONNECT_CHANNEL, PORT_CHANNEL, type PortMessage } from './contract/desktop-bridge.ts';
import type { EngineHost } from './engine/engine-host.ts';
import { isTrustedSender } from './guards/trusted-sender.ts';

const targetSchema = z.enum(['engine', 'desktop']);

export interface PortNeeds {
  readonly ipcMain: IpcMain;
  readonly Channel: typeof MessageChannelMain;
  readonly engine: Pick<EngineHost, 'send'>;
  /** Answers the desktop contract over the port. */
  readonly serveDesktop: (port: MessagePortMain) => void;
  readonly log: Log;
}

export function connectPorts({ ipcMain, Channel, engine, serveDesktop, log }: PortNeeds): void {
  const connect = (event: IpcMainEvent, raw: unknown): void => {
    const frame = event.senderFrame;
    if (frame === null || !isTrustedSender(event)) {
      log.warn('Refused a connection: its sender is no page of the console', { url: frame?.url ?? 'gone' });
      return;
    }
    const target = targetSchema.safeParse(raw);
    if (!target.success) {
      log.warn('Refused a connection to something that does not exist');
      return;
    }
    const { port1: far, port2: near } = new Channel();
    const isThere = target.data === 'engine' ? engine.send({ kind: 'connect' }, [far]) : true;
    if (target.data === 'desktop') serveDesktop(far);
    const answer: Omit<PortMessage, 'type'> = { target: target.data, isThere };
    frame.postMessage(PORT_CHANNEL, answer, isThere ? [near] : []);
  };
  ipcMain.on(CONNECT_CHANNEL, connect);
}
