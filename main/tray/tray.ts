// Shows the tray model. Everything is in the menu: what a click on the icon does differs from desktop to desktop.

import type { Menu, MenuItemConstructorOptions, nativeImage, NativeImage, Tray } from 'electron';
import type { TrayCommand, TrayIcon, TrayItem, TrayModel } from './tray-model.ts';
import { drawTrayIcon } from './tray-pixels.ts';

export interface TrayNeeds {
  readonly Tray: typeof Tray;
  readonly Menu: typeof Menu;
  readonly nativeImage: typeof nativeImage;
  readonly onCommand: (command: TrayCommand) => void;
}

export interface TrayView {
  show(model: TrayModel): void;
  remove(): void;
}

const SIZE = 16;
const SCALES = [1, 2, 3] as const;

export function createTrayView(needs: TrayNeeds, first: TrayModel): TrayView {
  const images = new Map<TrayIcon, NativeImage>();
  const imageOf = (icon: TrayIcon): NativeImage => {
    const image = images.get(icon) ?? createImage(needs.nativeImage, icon);
    images.set(icon, image);
    return image;
  };
  const tray = new needs.Tray(imageOf(first.icon));
  const show = (model: TrayModel): void => {
    tray.setImage(imageOf(model.icon));
    tray.setToolTip(model.tooltip);
    // On Linux a menu is a copy: each change needs a new one.
    tray.setContextMenu(needs.Menu.buildFromTemplate(model.items.map((item) => toMenuItem(item, needs.onCommand))));
  };
  tray.on('click', () => needs.onCommand('open'));
  show(first);
  return { show, remove: () => tray.destroy() };
}

function toMenuItem(item: TrayItem, onCommand: TrayNeeds['onCommand']): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'text':
      return { label: item.label, enabled: false };
    case 'line':
      return { type: 'separator' };
    case 'command':
      return { id: item.command, label: item.label, click: () => onCommand(item.command) };
  }
}

function createImage(images: typeof nativeImage, icon: TrayIcon): NativeImage {
  const image = images.createEmpty();
  for (const scaleFactor of SCALES) {
    const size = SIZE * scaleFactor;
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer: drawTrayIcon(icon, size) });
  }
  return image;
}
