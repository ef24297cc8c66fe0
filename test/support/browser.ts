/** A browser as far as cookies and redirects go: it follows nothing by itself. Cookies of one host, any path. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly origin: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get(path: string): Promise<Response> {
    return this.#send('GET', path, undefined);
  }

  post(path: string, body: unknown = {}): Promise<Response> {
    return this.#send('POST', path, JSON.stringify(body));
  }

  async #send(method: string, path: string, body: string | undefined): Promise<Response> {
    const response = await fetch(new URL(path, this.origin), {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }),
        ...this.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}
