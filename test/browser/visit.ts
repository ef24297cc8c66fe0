import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The machine's own Chromium; test/support/install-what-is-missing.sh has seen to it. */
export async function openChromium(): Promise<Browser> {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const executablePath = names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => existsSync(file));
  if (!executablePath) throw new Error(`none of ${names.join(', ')} is in PATH`);
  // Chromium's own sandbox cannot be had as root.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** Somebody at a browser of their own, who notes what a careful user would: errors, and what the policy stopped. */
export class Visit {
  /** Broken scripts and violations of the content security policy. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly address: string,
  ) {}

  static async start(browser: Browser, address: string, more: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({
      locale: 'sv-SE',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 900 },
      ...more,
    });
    const visit = new Visit(await context.newPage(), address);
    visit.page.setDefaultTimeout(60_000);
    visit.page.on('pageerror', (error) => visit.complaints.push(error.message));
    visit.page.on('console', (message) => {
      if (/content security policy|trusted ?(types?|script|html)|refused to|react/i.test(message.text()))
        visit.complaints.push(message.text());
    });
    return visit;
  }

  async go(place: string): Promise<void> {
    await this.page.goto(this.address + place, { waitUntil: 'networkidle' });
    await this.#settled();
  }

  /** Through the sandbox identity provider, as a person with an eye and a hand. */
  async signIn(hsaId: string, method = 'siths'): Promise<void> {
    if (!this.page.url().includes('/logga-in')) await this.go('/logga-in');
    await this.page.getByRole('link', { name: 'Testlegitimation' }).click();
    await this.identify(hsaId, method);
  }

  async identify(hsaId: string, method = 'siths'): Promise<void> {
    await this.page.locator(`input[name=method][value=${method}]`).check();
    const featured = this.page.locator(`button.person[value="${hsaId}"]`);
    if ((await featured.count()) > 0) await featured.click();
    else {
      await this.page.locator('input[name=identity]').fill(hsaId);
      await this.page.keyboard.press('Enter');
    }
    await this.page.waitForURL((url) => url.href.startsWith(this.address));
    await this.#settled();
  }

  /** Every page has a heading; one that has none says in the failure what it shows instead. */
  async #settled(): Promise<void> {
    try {
      await this.page.locator('h1').first().waitFor();
    } catch {
      const shown = await this.page.locator('body').innerText();
      throw new Error(`${this.page.url()} has no heading but "${shown}" ${this.complaints.join(' ')}`);
    }
  }

  /** axe's violations on the page as it stands, each with where and why; none when all is well. */
  async barriers(): Promise<string[]> {
    // Trusted Types forbid the page to take in a script: it runs in a world beside it, as an extension's would.
    const session = await this.page.context().newCDPSession(this.page);
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'axe',
    });
    await session.send('Runtime.evaluate', { expression: `${axe};0`, contextId });
    // React Aria's announcer points for some seconds at the button that was pressed, also when that has gone.
    const { result } = await session.send('Runtime.evaluate', {
      expression: `axe.run({ exclude: ['[data-live-announcer]'] }, { runOnly: ${JSON.stringify(tags)} }).then(({ violations, passes }) => JSON.stringify({
        ran: passes.length,
        found: violations.flatMap(({ id, nodes }) => nodes.map((n) => id + ': ' + n.html + ' ' + n.failureSummary)),
      }))`,
      contextId,
      awaitPromise: true,
      returnByValue: true,
    });
    await session.detach();
    const { ran, found } = JSON.parse(String(result.value)) as { ran: number; found: string[] };
    if (ran === 0) throw new Error('axe looked at nothing');
    return found;
  }

  /** CSS pixels by which the page is wider than the window. */
  async overflow(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  async end(): Promise<void> {
    await this.page.context().close();
  }
}
