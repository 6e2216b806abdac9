// The page's one state, and what happens when it changes.
import type { Theme } from '../../../functions/widget/widget-data.ts'
import { addressOf, type PageAddress, parseAddress } from '../page-address.ts'
import {
  initialReplay,
  type ReplayAction,
  type ReplayRange,
  type ReplayState,
  reduceReplay,
  shownMinute,
} from '../replay.ts'
import { type ReplayInfo, rangeOf } from '../replay-info.ts'
import type { Shortcut } from '../shortcuts.ts'
import { tellStep } from '../tell-step.ts'
import { pushAddress, replaceAddress } from './address-bar.ts'
import { connectMoments, showCaption, shownCaption } from './captions.ts'
import { connectControls, onChoice, showControls } from './controls.ts'
import { byId, maybeById } from './elements.ts'
import { connectKeys, openShortcuts } from './keys.ts'
import { Places } from './places.ts'
import { speak } from './speak.ts'
import { applyTheme, effectiveTheme, onSystemTheme, storeTheme, toTheme } from './theme.ts'

export interface PageStart {
  readonly group: string
  /** Whether the page has more than one group, so that its name belongs into the address. */
  readonly hasGroups: boolean
  readonly theme: Theme | undefined
  readonly loadInfo: (group: string, policy: string | undefined) => Promise<ReplayInfo>
}

export class ConsolePage {
  readonly #start: PageStart
  readonly #places: Places
  #info: ReplayInfo
  #range: ReplayRange
  #replay: ReplayState
  #policy: string | undefined
  #theme: Theme | undefined
  #frameAtMs: number | undefined

  static async open(start: PageStart): Promise<ConsolePage> {
    const policy = knownPolicy(parseAddress(location.search).policy)
    const page = new ConsolePage(start, await start.loadInfo(start.group, policy), policy)
    await page.#show()
    return page
  }

  private constructor(start: PageStart, info: ReplayInfo, policy: string | undefined) {
    this.#start = start
    this.#info = info
    this.#range = rangeOf(info)
    this.#policy = policy
    this.#theme = start.theme
    this.#places = new Places(message => this.#complain(message))
    this.#replay = this.#replayAt(parseAddress(location.search))
    this.#connect()
  }

  #connect(): void {
    connectControls(
      action => this.#act(action),
      cursorMs => this.#change({ type: 'jump-to', cursorMs }),
    )
    connectMoments(this.#info.moments, cursorMs => this.#act({ type: 'jump-to', cursorMs }))
    connectKeys(command => this.#obey(command))
    onChoice('policy', policy => void this.#choosePolicy(knownPolicy(policy)))
    onChoice('group', group => location.assign(this.#addressOf({ group })))
    onChoice('theme', theme => this.#chooseTheme(toTheme(theme)))
    byId('open-shortcuts', HTMLButtonElement).addEventListener('click', openShortcuts)
    document.addEventListener('click', event => this.#follow(event))
    addEventListener('popstate', () => void this.#goBack())
    onSystemTheme(() => void this.#show())
    this.#places.onResize(() => void this.#show())
  }

  /** A deliberate step: it is told, and stands in the history. */
  #act(action: ReplayAction): void {
    const before = this.#replay
    this.#change(action)
    pushAddress(this.#addressOf({}))
    speak(tellStep(before, this.#replay, shownCaption()))
  }

  #change(action: ReplayAction): void {
    this.#replay = reduceReplay(this.#replay, action, this.#range)
    void this.#show()
    if (this.#replay.isPlaying && this.#frameAtMs === undefined) this.#run()
  }

  #run(): void {
    this.#frameAtMs = performance.now()
    const frame = (timeMs: number) => {
      const elapsedMs = Math.max(0, timeMs - (this.#frameAtMs ?? timeMs))
      this.#frameAtMs = this.#replay.isPlaying ? timeMs : undefined
      if (!this.#replay.isPlaying) return
      const before = shownMinute(this.#replay)
      this.#replay = reduceReplay(this.#replay, { type: 'tick', elapsedMs }, this.#range)
      if (!this.#replay.isPlaying) this.#atEnd()
      if (shownMinute(this.#replay) !== before) void this.#show()
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  }

  #atEnd(): void {
    replaceAddress(this.#addressOf({}))
    speak('The replay is over.')
  }

  #show(): Promise<void> {
    const nowMs = shownMinute(this.#replay)
    showControls(this.#replay)
    showCaption(this.#info.moments, nowMs)
    showPolicy(this.#policy)
    byId('theme', HTMLSelectElement).value = this.#theme ?? ''
    return this.#places.show({
      replay: this.#replay,
      range: this.#range,
      group: this.#start.group,
      policy: this.#policy,
      theme: effectiveTheme(this.#theme),
    })
  }

  #obey(command: Shortcut['command']): void {
    if (command === 'help') openShortcuts()
    else if (command === 'theme') this.#chooseTheme(effectiveTheme(this.#theme) === 'dark' ? 'light' : 'dark')
    else if (command === 'open') this.#act({ type: 'jump-to', cursorMs: this.#info.openingMs })
    else this.#act(command)
  }

  #chooseTheme(theme: Theme | undefined): void {
    this.#theme = theme
    storeTheme(theme)
    applyTheme(theme)
    pushAddress(this.#addressOf({}))
    void this.#show()
  }

  async #choosePolicy(policy: string | undefined): Promise<void> {
    await this.#load(policy)
    pushAddress(this.#addressOf({}))
    await this.#show()
  }

  async #load(policy: string | undefined): Promise<void> {
    this.#info = await this.#start.loadInfo(this.#start.group, policy)
    this.#range = rangeOf(this.#info)
    this.#policy = policy
  }

  async #goBack(): Promise<void> {
    const address = parseAddress(location.search)
    if (address.group !== undefined && address.group !== this.#start.group) return location.reload()
    const policy = knownPolicy(address.policy)
    if (policy !== this.#policy) await this.#load(policy)
    this.#replay = this.#replayAt(address)
    this.#theme = address.theme
    applyTheme(address.theme)
    await this.#show()
  }

  #replayAt({ nowMs, spanMs, speed }: PageAddress): ReplayState {
    const initial = initialReplay(this.#range, nowMs ?? this.#info.openingMs)
    const atSpeed = speed === undefined ? initial : reduceReplay(initial, { type: 'set-speed', speed }, this.#range)
    return spanMs === undefined ? atSpeed : reduceReplay(atSpeed, { type: 'set-span', spanMs }, this.#range)
  }

  #addressOf(changes: PageAddress): string {
    const { speed, spanMs } = this.#replay
    const usual = initialReplay(this.#range, this.#info.openingMs)
    return addressOf({
      group: this.#start.hasGroups ? this.#start.group : undefined,
      policy: this.#policy,
      nowMs: shownMinute(this.#replay),
      spanMs: spanMs === usual.spanMs ? undefined : spanMs,
      speed: speed === usual.speed ? undefined : speed,
      theme: this.#theme,
      ...changes,
    })
  }

  /** Links of widgets lead to other groups; the viewer's theme and speed go along. */
  #follow(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element))
      return
    const link = event.target.closest('[data-widget] a')
    const href = link?.getAttribute('href')
    if (!href?.startsWith('?')) return
    event.preventDefault()
    location.assign(this.#addressOf({ ...definedOf(parseAddress(href)), policy: undefined }))
  }

  #complain(message: string): void {
    this.#replay = reduceReplay(this.#replay, { type: 'pause' }, this.#range)
    showControls(this.#replay)
    const trouble = byId('trouble', HTMLElement)
    trouble.textContent = message
    trouble.hidden = false
  }
}

/** A policy that the page offers; undefined for the first one and for what nobody knows. */
function knownPolicy(name: string | undefined): string | undefined {
  const select = maybeById('policy', HTMLSelectElement)
  return [...(select?.options ?? [])].slice(1).find(({ value }) => value === name)?.value
}

function showPolicy(name: string | undefined): void {
  const select = maybeById('policy', HTMLSelectElement)
  if (select === undefined) return
  if (name === undefined) select.selectedIndex = 0
  else select.value = name
}

function definedOf(address: PageAddress): PageAddress {
  return Object.fromEntries(Object.entries(address).filter(([, value]) => value !== undefined))
}
