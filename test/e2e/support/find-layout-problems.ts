// Text that somebody cannot read because of where it stands: cut off, or lying on other text. Found by geometry.

import type { Page } from 'playwright';

/** One line per text at fault. What can be scrolled to, or is cut with an ellipsis and told in full by a title, is fine. */
export async function findLayoutProblems(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const SLACK_PX = 1.5;
    interface ShownText {
      readonly element: Element;
      readonly text: string;
      readonly rect: DOMRect;
    }
    const problems = new Set<string>();

    const nameOf = (element: Element): string => {
      const classes = typeof element.className === 'string' ? element.className.trim().replaceAll(/\s+/g, '.') : '';
      return `<${element.tagName.toLowerCase()}${classes === '' ? '' : `.${classes}`}>`;
    };
    const hasFullText = (element: Element): boolean =>
      element.closest('[title], [aria-label], [data-full-text]') !== null;

    /** Kept for screen readers only. */
    const isForEars = (element: Element): boolean => {
      for (let parent: Element | null = element; parent !== null; parent = parent.parentElement) {
        const { width, height } = parent.getBoundingClientRect();
        const { clipPath, overflowX } = getComputedStyle(parent);
        if (clipPath !== 'none' || (width <= 1 && height <= 1 && overflowX !== 'visible')) return true;
      }
      return false;
    };

    /** What is left of it inside of everything that cuts or scrolls; null: nothing. */
    const visiblePart = ({ element, rect }: ShownText): DOMRect | null => {
      let { left, top, right, bottom } = rect;
      for (let parent: Element | null = element; parent !== null; parent = parent.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(parent);
        const box = parent.getBoundingClientRect();
        if (overflowX !== 'visible') [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        if (overflowY !== 'visible') [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      }
      return right > left && bottom > top ? new DOMRect(left, top, right - left, bottom - top) : null;
    };

    const clip = ({ element, text, rect }: ShownText): string | null => {
      for (
        let parent: Element | null = element;
        parent !== null && parent !== document.body;
        parent = parent.parentElement
      ) {
        const { overflowX, overflowY, textOverflow, position } = getComputedStyle(parent);
        const box = parent.getBoundingClientRect();
        const canScrollX = overflowX === 'auto' || overflowX === 'scroll';
        const canScrollY = overflowY === 'auto' || overflowY === 'scroll';
        const isCutX = rect.right > box.right + SLACK_PX || rect.left < box.left - SLACK_PX;
        const isCutY = rect.bottom > box.bottom + SLACK_PX || rect.top < box.top - SLACK_PX;
        if ((canScrollX && isCutX) || (canScrollY && isCutY)) return null;
        if (overflowX !== 'visible' && isCutX) {
          if (textOverflow === 'ellipsis' && hasFullText(element)) return null;
          return `cut off at the side by ${nameOf(parent)}: ${JSON.stringify(text)}`;
        }
        if (overflowY !== 'visible' && isCutY) return `cut off in height by ${nameOf(parent)}: ${JSON.stringify(text)}`;
        if (position === 'fixed') break;
      }
      if (rect.right > innerWidth + SLACK_PX || rect.left < -SLACK_PX)
        return `outside of the window: ${JSON.stringify(text)}`;
      return null;
    };

    /** Nothing with a background of its own stands between the text and the eye at this point. */
    const isSeen = (element: Element, x: number, y: number): boolean => {
      for (const hit of document.elementsFromPoint(x, y)) {
        if (hit.contains(element) || element.contains(hit)) return true;
        if (!/^(transparent|rgba\(0, 0, 0, 0\))$/.test(getComputedStyle(hit).backgroundColor)) return false;
      }
      return false;
    };

    const shown: ShownText[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.nodeValue?.trim() ?? '';
      if (
        element === null ||
        text === '' ||
        isForEars(element) ||
        !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      )
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        if (rect.width < 1 || rect.height < 1) continue;
        const one = { element, text, rect };
        const cut = clip(one);
        if (cut !== null) problems.add(cut);
        const visible = visiblePart(one);
        if (visible !== null) shown.push({ ...one, rect: visible });
      }
    }

    shown.forEach((one, at) => {
      for (const other of shown.slice(at + 1)) {
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        const left = Math.max(one.rect.left, other.rect.left);
        const top = Math.max(one.rect.top, other.rect.top);
        const width = Math.min(one.rect.right, other.rect.right) - left;
        const height = Math.min(one.rect.bottom, other.rect.bottom) - top;
        // Line boxes of neighbouring lines may touch; letters do not.
        const lineHeight = Math.min(one.rect.height, other.rect.height);
        if (width <= SLACK_PX || height <= lineHeight * 0.35) continue;
        const [x, y] = [left + width / 2, top + height / 2];
        if (isSeen(one.element, x, y) && isSeen(other.element, x, y))
          problems.add(`${JSON.stringify(one.text)} lies on ${JSON.stringify(other.text)}`);
      }
    });
    return [...problems];
  });
}
