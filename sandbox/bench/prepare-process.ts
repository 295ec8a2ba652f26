// Renders row files in a process of its own, whose memory goes with it.

import { prepareRows } from './prepare-rows.ts';
import { serveOrders } from './serve-orders.ts';

const orders = { prepare: prepareRows };
export type PrepareOrders = typeof orders;

serveOrders(orders);
