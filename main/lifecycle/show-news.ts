// News as the system's notifications; a click leads to the page that tells more.

import type { Notification } from 'electron';
import type { News } from './run-news.ts';

export interface NewsNeeds {
  readonly Notification: typeof Notification;
  readonly isWanted: () => boolean;
  readonly goTo: (path: string) => void;
}

export function createNewsBox({ Notification, isWanted, goTo }: NewsNeeds): (news: News) => void {
  // The one on the screen: without a reference to it, its click is lost when memory is swept.
  let shown: Notification | null = null;
  return ({ title, body, isUrgent, path }) => {
    if (!isWanted() || !Notification.isSupported()) return;
    shown?.close();
    shown = new Notification({ title, body, urgency: isUrgent ? 'critical' : 'normal' });
    shown.on('click', () => goTo(path));
    shown.show();
  };
}
