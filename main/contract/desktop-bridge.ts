// The one object that preload gives the page, and the message that brings a port. Types and names only.

/** The engine answers its contract over a port, main the desktop contract. */
export type BridgeTarget = 'engine' | 'desktop';

export interface DesktopBridge {
  /** Asks for a port; it arrives as a `PortMessage` on `window`. */
  connect(target: BridgeTarget): void;
}

/** `event.data` of a window message from `window` itself; the port is `event.ports[0]`. */
export interface PortMessage {
  readonly type: typeof PORT_MESSAGE;
  readonly target: BridgeTarget;
  /** False: the engine is not there right now, and no port came along. */
  readonly isThere: boolean;
}

export const BRIDGE_NAME = 'syncflow';
export const PORT_MESSAGE = 'syncflow:port';
/** Channels between preload and main. */
export const CONNECT_CHANNEL = 'syncflow:connect';
export const PORT_CHANNEL = 'syncflow:port';
