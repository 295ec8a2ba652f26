import { describe, expect, it } from 'vitest';
import { createPagedList, type PageRequest } from '../../../renderer/state/paged-list.ts';

/** A thousand numbers in pages of 200, counted on the first page only. */
function readNumbers({ filter, cursor, limit }: PageRequest<{ from: number }>) {
  const start = cursor === null ? filter.from : Number(cursor);
  const rows = Array.from({ length: Math.min(limit, 1000 - start) }, (_, at) => start + at);
  const end = start + rows.length;
  return Promise.resolve({
    rows,
    next: end < 1000 ? String(end) : null,
    total: cursor === null ? 1000 - filter.from : null,
  });
}

describe('a paged list', () => {
  it('joins its pages in order and keeps the count of the first', async () => {
    const list = createPagedList(readNumbers);
    await list.getState().load({ from: 0 });
    while (list.getState().hasMore) await list.getState().loadMore();
    expect(list.getState().rows).toEqual(Array.from({ length: 1000 }, (_, at) => at));
    expect(list.getState().total).toBe(1000);
  });

  it('asks for one page at a time however often it is told to', async () => {
    let asked = 0;
    const list = createPagedList((request: PageRequest<{ from: number }>) => {
      asked += 1;
      return readNumbers(request);
    });
    await list.getState().load({ from: 0 });
    await Promise.all([list.getState().loadMore(), list.getState().loadMore(), list.getState().loadMore()]);
    expect(asked).toBe(2);
    expect(list.getState().rows).toHaveLength(400);
  });

  it('drops a page that comes after the filter has changed', async () => {
    const held: (() => void)[] = [];
    const list = createPagedList(async (request: PageRequest<{ from: number }>) => {
      if (request.cursor !== null) await new Promise<void>((resolve) => held.push(resolve));
      return readNumbers(request);
    });
    await list.getState().load({ from: 0 });
    const late = list.getState().loadMore();
    await list.getState().load({ from: 900 });
    held[0]?.();
    await late;
    expect(list.getState().rows[0]).toBe(900);
    expect(list.getState().rows).toHaveLength(100);
  });

  it('keeps the rows it has when the next page fails, and can go on', async () => {
    let fails = true;
    const list = createPagedList((request: PageRequest<{ from: number }>) =>
      request.cursor !== null && fails ? Promise.reject(new Error('no disk')) : readNumbers(request),
    );
    await list.getState().load({ from: 0 });
    await list.getState().loadMore();
    expect(list.getState().rows).toHaveLength(200);
    expect(list.getState().error?.message).toMatch(/: no disk$/);
    fails = false;
    await list.getState().loadMore();
    expect(list.getState().rows).toHaveLength(400);
    expect(list.getState().error).toBeNull();
  });
});
