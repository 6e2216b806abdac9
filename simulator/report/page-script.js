// Convenience only: a theme toggle that is remembered, and values under the pointer or the arrow keys.
;(() => {
  const root = document.documentElement
  const storage = {
    get: () => attempt(() => localStorage.getItem('penumbra-theme')),
    set: theme => attempt(() => localStorage.setItem('penumbra-theme', theme)),
  }
  const chosen = storage.get()
  if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen
  document.addEventListener('DOMContentLoaded', () => {
    startThemeToggle()
    for (const plot of document.querySelectorAll('.plot')) startReadings(plot)
  })

  /** Storage may be forbidden, as on a page opened from a file. */
  function attempt(action) {
    try {
      return action()
    } catch {
      return null
    }
  }

  function startThemeToggle() {
    const button = document.getElementById('theme')
    const system = matchMedia('(prefers-color-scheme: dark)')
    const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches)
    const name = () => {
      button.textContent = isDark() ? 'Light theme' : 'Dark theme'
    }
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark'
      storage.set(root.dataset.theme)
      name()
    })
    system.addEventListener('change', name)
    button.hidden = false
    name()
  }

  function startReadings(plot) {
    const island = plot.querySelector('.readings')
    if (!island) return
    const data = JSON.parse(island.textContent)
    const cursor = plot.appendChild(element('div', 'cursor'))
    const panel = plot.appendChild(element('div', 'reading'))
    const live = plot.appendChild(element('div', 'spoken'))
    live.setAttribute('aria-live', 'polite')
    let column = Math.floor(data.count / 2)
    plot.tabIndex = 0
    plot.setAttribute('role', 'group')
    plot.setAttribute('aria-label', `${plot.dataset.label}: the arrow keys read its values`)
    hide()

    plot.addEventListener('pointermove', event => {
      const box = plot.getBoundingClientRect()
      tellGroup(clamp(Math.floor(((event.clientX - box.left) / box.width) * data.count)))
    })
    plot.addEventListener('pointerleave', () => tellGroup(null))
    plot.addEventListener('blur', () => tellGroup(null))
    plot.addEventListener('focus', () => {
      if (plot.matches(':focus-visible')) tellGroup(column)
    })
    plot.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -30, PageDown: 30, Home: -data.count, End: data.count }[event.key]
      if (event.key === 'Escape') tellGroup(null)
      if (!step) return
      event.preventDefault()
      tellGroup(clamp(column + step))
      live.textContent = panel.innerText
    })
    plot.addEventListener('show-column', event => (event.detail === null ? hide() : show(event.detail)))

    function clamp(wanted) {
      return Math.min(data.count - 1, Math.max(0, wanted))
    }
    function tellGroup(detail) {
      for (const other of document.querySelectorAll(`.plot[data-group="${CSS.escape(plot.dataset.group)}"]`)) {
        other.dispatchEvent(new CustomEvent('show-column', { detail }))
      }
    }
    function hide() {
      cursor.hidden = true
      panel.hidden = true
    }
    function show(wanted) {
      column = clamp(wanted)
      const fraction = (column + 0.5) / data.count
      cursor.hidden = false
      panel.hidden = false
      cursor.style.left = `${fraction * 100}%`
      panel.style.left = fraction < 0.5 ? `calc(${fraction * 100}% + 10px)` : 'auto'
      panel.style.right = fraction < 0.5 ? 'auto' : `calc(${(1 - fraction) * 100}% + 10px)`
      panel.replaceChildren(element('b', '', moment()), ...data.series.map(row))
    }
    function moment() {
      const start = new Date(data.startMs + column * data.stepMs)
      const end = new Date(start.getTime() + data.stepMs)
      const day = start.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
      const clock = start.toISOString().slice(11, 16)
      return data.stepMs > 60000 ? `${day}, ${clock}–${end.toISOString().slice(11, 16)}` : `${day}, ${clock}`
    }
    function row({ label, tone, low, high }) {
      const line = element('span', '')
      const name = element('i', '', label)
      name.prepend(element('span', `swatch dot tone-${tone}`))
      line.append(name, element('i', '', range(low[column], (high ?? low)[column])))
      return line
    }
  }

  function range(low, high) {
    if (low == null || high == null) return '–'
    return low === high ? format(low) : `${format(low)}–${format(high)}`
  }

  function format(value) {
    return value.toLocaleString('en-US', { maximumSignificantDigits: 4 })
  }

  function element(tag, className, text = '') {
    const created = document.createElement(tag)
    created.className = className
    created.textContent = text
    return created
  }
})()
