// What the tests of the pages share: TAP on standard output, Debian's Chromium by playwright-core, axe-core's judgement, and
// screenshots in tests/web/shots. CASEGATE_WEB is the folder that tests/web/fetch filled.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';

const folder = process.env.CASEGATE_WEB;
const require = createRequire(`${folder}/`);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = new URL("shots", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });

let count = 0, failed = 0;
export function ok(value, name, ...why) {
  console.log(`${value ? 'ok' : 'not ok'} ${++count} - ${name.replaceAll('#', '')}`);
  if (!value) {
    failed++;
    for (const line of why.map(x => typeof x === 'string' ? x : JSON.stringify(x, null, 1)).join('\n').split('\n')) console.log(`#   ${line}`);
  }
  return value;
}
export const is = (got, want, name) => ok(got === want, name, `got:  ${JSON.stringify(got)}`, `want: ${JSON.stringify(want)}`);
export const like = (got, pattern, name) => ok(pattern.test(got), name, `got: ${JSON.stringify(got)}`, `not like ${pattern}`);

export const desktop = { width: 1280, height: 900 }, phone = { width: 360, height: 740 };

// A browser of its own for `steps(context, page)`; whatever the page says on its console, asks of another server or throws is a failure.
export async function session(url, options, steps) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ viewport: desktop, locale: 'en-GB', timezoneId: 'Europe/London', ...options });
  const page = await context.newPage();
  const wrong = [];
  // what a form is answered with is asked by the tests; everything else that the browser has to say is wrong
  const refused = /^Failed to load resource: .* status of 4(03|04|09|22) /;
  page.on('console', line => { if (['error', 'warning'].includes(line.type()) && !refused.test(line.text())) wrong.push(`${page.url()}: ${line.text()}`); });
  page.on('pageerror', error => wrong.push(`${page.url()}: ${error.message}`));
  page.on('request', request => { if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) wrong.push(`asks ${request.url()}`); });
  page.setDefaultTimeout(20000);
  try {
    await steps(page, context);
  } catch (error) {
    ok(false, `the session at ${page.url()}`, error.stack);
    await page.screenshot({ path: `${shots}/failed-${process.pid}.png` }).catch(() => {});
  }
  ok(wrong.length === 0, 'nothing is said on the console, and no other server is asked', ...wrong);
  await browser.close();
}

// WCAG 2.2 AA and axe's own best practices.
export async function accessible(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  ok(found.violations.length === 0, `${name}: axe finds nothing`,
    ...found.violations.flatMap(v => [`${v.id}: ${v.help}`, ...v.nodes.slice(0, 4).map(n => `  ${n.target}: ${n.html.slice(0, 160)}`)]));
}

export async function signIn(page, url, name) {
  await page.goto(`${url}/`);
  await page.getByLabel('Your name for this desk').fill(name);
  await page.getByLabel('Your password').fill(process.env.CASEGATE_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
}

export async function shot(page, name, full = true) {
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: full });
}

// At both widths; on a telephone nothing is wider than its screen.
export async function shotsOf(page, name) {
  await shot(page, name);
  await page.setViewportSize(phone);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  ok(width <= phone.width, `${name} fits a telephone`, `${width} wide`);
  await shot(page, `${name}-phone`);
  await page.setViewportSize(desktop);
}

export function done() {
  console.log(`1..${count}`);
  process.exitCode = failed ? 1 : 0;
}
