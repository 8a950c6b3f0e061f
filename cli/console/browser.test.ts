import { getDecision, targetState } from '../../shared/flow';
import { type ABrowser, aBrowser, chromium, hasChromium } from './a-browser';
import { type AConsole, aConsole } from './a-console';

const inChromium = hasChromium ? describe : describe.skip;

inChromium(`in ${chromium}${hasChromium ? '' : ', which is not there'}`, () => {
  let open: AConsole;
  let browser: ABrowser;
  beforeAll(async () => {
    open = await aConsole({ pollMs: 300 });
    browser = await aBrowser();
    await browser.view(1200, 900);
    await browser.open(open.running.url);
    await browser.until("document.documentElement.dataset.ready === 'yes'");
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await open?.stop();
  });

  test('the address that was printed leads to the page, without the token in it', async () => {
    expect(await browser.evaluate('location.href')).toBe(open.running.page);
    expect(await browser.evaluate('document.cookie')).toBe('');
  });

  test('both charts are drawn, with their range in words', async () => {
    const drawn = await browser.evaluate<readonly string[]>(
      "[...document.querySelectorAll('.chart:has(canvas)')].map((box) => box.getAttribute('aria-label'))",
    );

    expect(drawn).toEqual([
      'CPU of the busiest node: between 46.1 % and 86 %, last 86 %',
      'Requests: between 23,025 requests/s and 43,000 requests/s, last 43,000 requests/s',
    ]);
  });

  test.each<[string, number, 'light' | 'dark']>([
    ['desktop', 1200, 'light'],
    ['phone', 320, 'light'],
    ['phone at night', 320, 'dark'],
  ])('on a %s nothing lies outside the screen and every text stands out from its ground', async (_, width, scheme) => {
    await browser.view(width, 740, scheme);

    expect(await browser.evaluate('document.scrollingElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(await browser.evaluate(`(${faintTexts})()`)).toEqual([]);
  });

  test('a screen reader finds landmarks, headings in order, captions, row heads and a name on everything', async () => {
    await browser.view(320, 740);
    const { nodes } = await browser.send('Accessibility.getFullAXTree');
    const tree = (nodes as readonly AxNode[]).filter(({ ignored }) => !ignored).map(partOf);
    const named = (role: string) => tree.filter((one) => one.role === role).map(({ name }) => name);

    for (const role of ['main', 'banner', 'contentinfo', 'navigation', 'status']) expect(named(role)).toHaveLength(1);
    expect(named('heading')).toEqual([
      'daxpilot console',
      'At work now',
      'products',
      'Decisions',
      'orders',
      'Decisions',
    ]);
    expect(named('region')).toEqual(['At work now', 'products', 'orders']);
    expect(named('table')).toEqual(
      expect.arrayContaining([
        'Running executions',
        expect.stringMatching(/^Readings of products against their bands/),
      ]),
    );
    expect(named('rowheader')).toContain('CPU');
    for (const role of ['table', 'button', 'link', 'image', 'checkbox', 'DisclosureTriangle']) {
      expect(named(role)).not.toContain('');
    }
  });

  test('what a person has opened stays open while the page is kept up to date', async () => {
    await browser.evaluate("document.querySelector('[id^=evidence]').open = true");
    await open.request('act', { form: { do: 'freeze', target: 'products' } });
    await browser.until("document.querySelector('#target-products .title').textContent.includes('frozen')");

    expect(await browser.evaluate("document.querySelector('[id^=evidence]').open")).toBe(true);
    expect(await browser.evaluate("document.querySelector('[role=status]').textContent")).toContain(
      'products: out of band, frozen',
    );
  });

  test('by keyboard alone a target is frozen and a decision approved, and the status says so', async () => {
    await browser.evaluate("document.querySelector('#ask-thaw-target-products > summary').focus()");
    await browser.press('Enter');
    await browser.press('Tab');
    await browser.press('Enter');
    await browser.until("document.querySelector('[role=status]').textContent.includes('products is thawed')");
    expect((await targetState(open.session.flow, 'products')).frozen).toBeUndefined();

    await browser.evaluate("document.querySelector('[id^=ask-approve] > summary').focus()");
    await browser.press('Enter');
    await browser.press('Tab');
    await browser.press('Enter');
    await browser.until("document.querySelector('[role=status]').textContent.includes('is approved')");
    expect((await getDecision(open.session.flow, open.pending))?.approval?.state).toBe('approved');
  });

  test('nothing was asked of anybody else, and the browser had nothing to complain about', () => {
    const { origin } = new URL(open.running.page);

    expect(browser.requested.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
    expect(browser.requested.length).toBeGreaterThan(5);
    expect(browser.complaints).toEqual([]);
  });
});

interface AxNode {
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
}
const partOf = ({ role, name }: AxNode) => ({ role: role?.value ?? '', name: name?.value ?? '' });

/** Runs in the page: texts with less than 4.5 to 1 against the nearest ground that is not transparent (WCAG 2.2, 1.4.3). */
const faintTexts = `() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((value) => value / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if ((channels(backgroundColor)[3] ?? 1) === 1) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, textContent } = walker.currentNode;
    if (textContent.trim() === '' || element.tagName === 'SCRIPT' || !element.checkVisibility()) continue;
    const [light, dark] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) faint.push(textContent.trim() + ' ' + ratio.toFixed(2));
  }
  return faint;
}`;
