// All queries that the sandbox's gateway publishes from stored rows, parents before children.

import { readAdventureWorks, textOf } from './adventureworks.ts';
import { billOfMaterialsApi, loadBillOfMaterials } from './bill-of-materials.ts';
import type { ErpApi } from './erp-api.ts';
import { inventoryApi, loadInventory } from './inventory.ts';
import { loadProducts, productsApi } from './products.ts';
import { loadPurchaseOrderLines, purchaseOrderLinesApi } from './purchase-order-lines.ts';
import { loadPurchaseOrders, purchaseOrdersApi } from './purchase-orders.ts';

export const ERP_APIS: readonly ErpApi[] = [
  productsApi,
  purchaseOrdersApi,
  billOfMaterialsApi,
  inventoryApi,
  purchaseOrderLinesApi,
];

/** The clean rows of every API, by slug. */
export function loadTruths(): ReadonlyMap<string, readonly string[]> {
  const numbers = new Map(
    readAdventureWorks('Product').map((row) => [textOf(row, 'ProductID'), textOf(row, 'ProductNumber')]),
  );
  return new Map([
    [productsApi.slug, loadProducts()],
    [purchaseOrdersApi.slug, loadPurchaseOrders()],
    [billOfMaterialsApi.slug, loadBillOfMaterials(numbers)],
    [inventoryApi.slug, loadInventory(numbers)],
    [purchaseOrderLinesApi.slug, loadPurchaseOrderLines(numbers)],
  ]);
}
