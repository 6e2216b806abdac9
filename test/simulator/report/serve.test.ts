import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { InputError } from '../../../shared/domain/errors.ts'
import { type ReportServer, serveReport } from '../../../simulator/report/serve.ts'

const html = '<!doctype html><style>p{color:red}</style><script>1</script><p>é</p>'
const open: ReportServer[] = []

async function serve(port = 0): Promise<ReportServer> {
  const server = await serveReport({ html, json: '{"seed":1}', host: '127.0.0.1', port })
  open.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()))
})

describe('the report server', () => {
  it('serves the page on / and the data on /simulation.json', async () => {
    const { url } = await serve()
    const page = await fetch(`${url}/?from=link`)
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      html,
    ])
    const data = await fetch(`${url}/simulation.json`)
    expect(data.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await data.json()).toEqual({ seed: 1 })
  })

  it('allows only the script and the style that the page was built with', async () => {
    const { url } = await serve()
    const { headers } = await fetch(url)
    const policy = headers.get('content-security-policy')?.split('; ')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update('1').digest('base64')}'`)
    expect(policy).toContain(`style-src-elem 'sha256-${createHash('sha256').update('p{color:red}').digest('base64')}'`)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('answers 404 in plain text for anything else, with the same headers', async () => {
    const { url } = await serve()
    const answer = await fetch(`${url}/other`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await answer.text()).toBe('not found: wanted / or /simulation.json\n')
  })

  it('answers HEAD with the length in bytes and no body', async () => {
    const { url } = await serve()
    const answer = await fetch(url, { method: 'HEAD' })
    expect(answer.status).toBe(200)
    expect(Number(answer.headers.get('content-length'))).toBe(Buffer.byteLength(html))
    expect(await answer.text()).toBe('')
  })

  it('refuses every other method', async () => {
    const { url } = await serve()
    const answer = await fetch(url, { method: 'POST', body: 'x' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  it('says in one line that the port is in use', async () => {
    const port = Number(new URL((await serve()).url).port)
    const failure = await serve(port).catch(error => error)
    expect(failure).toBeInstanceOf(InputError)
    expect(failure.message).toBe(`got port ${port}, which is in use, wanted a free one (set PORT)`)
  })

  it('frees its port when it is closed', async () => {
    const first = await serve()
    await fetch(first.url)
    await first.close()
    const port = Number(new URL(first.url).port)
    expect((await serve(port)).url).toBe(`http://127.0.0.1:${port}`)
  })
})
