// The page's only way out of its sandbox: ask for a port. No Electron object, no event and no function of ours crosses.

import { contextBridge, ipcRenderer } from 'electron';
import {
  BRIDGE_NAME,
  CONNECT_CHANNEL,
  PORT_CHANNEL,
  PORT_MESSAGE,
  type DesktopBridge,
  type PortMessage,
} from '../contract/desktop-bridge.ts';

const bridge: DesktopBridge = {
  connect: (target: unknown) => {
    if (target !== 'engine' && target !== 'desktop') throw new TypeError('connect takes "engine" or "desktop"');
    ipcRenderer.send(CONNECT_CHANNEL, target);
  },
};
contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);

ipcRenderer.on(PORT_CHANNEL, (event, answer: Omit<PortMessage, 'type'>) => {
  // Ports cannot cross the bridge; a message to the own window can carry them.
  window.postMessage({ ...answer, type: PORT_MESSAGE } satisfies PortMessage, location.origin, [...event.ports]);
});
