import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { InputError } from '../../../shared/domain/errors.ts'
import { type ConsoleServer, checkPort, serve } from '../../../simulator/console/console-server.ts'
import { type Answer, found, htmlType } from '../../../simulator/console/http-answer.ts'
import { isLoopbackHost, reportPolicy } from '../../../simulator/console/page-security.ts'

const host = '127.0.0.1'
const open: ConsoleServer[] = []

async function start(
  answer: (address: string) => Answer = () => found(htmlType, 'é'),
  port = 0,
): Promise<ConsoleServer> {
  const server = await serve({ host, port, answer })
  open.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()))
})

/** `fetch` does not let a program lie about the host. */
function statusFor(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers }, response => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

describe("the console's server", () => {
  it('answers with what the address asked for', async () => {
    const { url } = await start(address => found(htmlType, address))
    const response = await fetch(`${url}/widget/peers?now=1`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await response.text()).toBe('/widget/peers?now=1')
  })

  it('allows its own script only, no inline one, and nothing from elsewhere', async () => {
    const { url } = await start()
    const { headers } = await fetch(url)
    const policy = headers.get('content-security-policy')?.split('; ') ?? []
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy.join()).not.toMatch(/https?:|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  it('gives an answer the policy that it brings along', async () => {
    const { url } = await start(() => ({ ...found(htmlType, ''), policy: "default-src 'self'" }))
    expect((await fetch(url)).headers.get('content-security-policy')).toBe("default-src 'self'")
  })

  it('answers HEAD with the length in bytes and no body', async () => {
    const { url } = await start()
    const response = await fetch(url, { method: 'HEAD' })
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '2', ''])
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async method => {
    const { url } = await start()
    const response = await fetch(url, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect(await response.text()).toBe(`got ${method}, wanted GET or HEAD\n`)
  })

  it('refuses a name that was made to resolve to this machine', async () => {
    const { url } = await start()
    const { port } = new URL(url)
    expect(await statusFor(url, { host: `penumbra.example:${port}` })).toBe(421)
    expect(await statusFor(url, { host: `localhost:${port}` })).toBe(200)
  })

  it('answers in one line when it makes a mistake itself, and goes on', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {})
    let calls = 0
    const { url } = await start(() => {
      if (calls++ === 0) throw new TypeError('oh')
      return found(htmlType, 'fine')
    })
    const failed = await fetch(url)
    expect([failed.status, await failed.text()]).toEqual([500, 'got an error of the console itself: oh\n'])
    expect(await (await fetch(url)).text()).toBe('fine')
    expect(complaint).toHaveBeenCalledOnce()
    complaint.mockRestore()
  })

  it('says in one line that the port is in use', async () => {
    const port = Number(new URL((await start()).url).port)
    const wanted = new InputError(`got port ${port}, which is in use, wanted a free one (set PORT)`)
    await expect(start(undefined, port)).rejects.toThrow(wanted)
    await expect(checkPort(host, port)).rejects.toThrow(wanted)
  })

  it('frees its port when it is closed, though somebody is connected', async () => {
    const first = await start()
    await fetch(first.url)
    await first.close()
    const port = Number(new URL(first.url).port)
    expect((await start(undefined, port)).url).toBe(`http://127.0.0.1:${port}`)
  })
})

describe('a host of this machine', () => {
  it.each(['127.0.0.1', '127.0.0.1:8080', 'localhost:8080', 'LOCALHOST', '[::1]:8080'])('is %s', name => {
    expect(isLoopbackHost(name)).toBe(true)
  })

  it.each([undefined, '', 'example.com', '127.0.0.1.example.com', 'localhost.example.com:8080', '127.0.0.1:8080@evil'])(
    'is not %s',
    name => {
      expect(isLoopbackHost(name)).toBe(false)
    },
  )
})

describe("the report's policy", () => {
  it('allows just the script and the style that the report was written with', () => {
    // echo -n 1 | openssl dgst -sha256 -binary | base64, and the same of p{color:red}
    const policy = reportPolicy('<style>p{color:red}</style><script>1</script>').split('; ')
    expect(policy).toContain("script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='")
    expect(policy).toContain("style-src-elem 'sha256-p0bF+un5yUb9MBO6xRb8kPHlY2BdpHVtLiFkDrZPF64='")
    expect(reportPolicy('<p>').split('; ')).toContain("script-src 'none'")
  })
})
