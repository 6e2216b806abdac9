// How an alert reads: as an e-mail, and as a message in a chat channel. Names and reasons come from tags and from AWS: whatever
// would break what they are put into is taken out here.
import { type Alert, type AlertSeverity, commandOf, threadOf } from './alert.ts'

/** Where the control plane runs, and where it can be looked at. */
export interface AlertPlace {
  readonly region: string
  readonly account: string
  readonly dashboardUrl: string
}

const columns = 72

/** Bounds a message in five forms to a fraction of the 256 KiB that SNS takes. */
const longestText = 1500

/** `Penumbra: web cannot be reconciled`; where it is too long the group's name loses its middle, never the news. */
export function titleOf({ title, group }: Alert, longest: number): string {
  const text = readable(`Penumbra: ${title}`)
  const name = readable(group)
  const excess = text.length - longest
  if (excess <= 0) return text
  return shorten(
    text.replace(name, () => withoutMiddle(name, Math.max(1, name.length - excess))),
    longest,
  )
}

/** Lines of at most 72 columns, except for what would be worthless if it were broken: names, commands, addresses. */
export function plainText(alert: Alert, { region, account, dashboardUrl }: AlertPlace): string {
  return [
    paragraph('What', alert.what),
    paragraph('Where', `Auto Scaling group ${alert.group}, region ${region}, account ${account}`),
    paragraph('Why', alert.why),
    paragraph('Done', alert.done),
    paragraph('To do', alert.toDo),
    '',
    'This command tells more:',
    readable(commandOf(alert)),
    '',
    'Dashboard (choose the group there):',
    dashboardUrl,
    '',
  ].join('\n')
}

const emoji: Readonly<Record<AlertSeverity, string>> = {
  critical: ':rotating_light:',
  warning: ':warning:',
  info: ':information_source:',
}

/**
 * A custom notification as Amazon Q Developer in chat applications shows it; it drops in silence what is not of this form.
 * Source: "Custom notifications", docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 * @param threadId one chat thread
 */
export function chatNotification(alert: Alert, place: AlertPlace, threadId: string) {
  const { region, account, dashboardUrl } = place
  const { cause, severity, group } = alert
  const title = titleOf(alert, 250)
  const told = [
    ['What', alert.what],
    ['Where', `Auto Scaling group ${group}, region ${region}, account ${account}`],
    ['Why', alert.why],
    ['Done', alert.done],
  ]
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: `${emoji[severity]} ${chatText(title)}`,
      description: told.map(([label, text]) => `*${label}:* ${chatText(text)}`).join('\n'),
      nextSteps: [chatText(alert.toDo), chatCode(commandOf(alert)), `${dashboardUrl} (choose the group there)`],
      keywords: ['Penumbra', cause, chatText(group)],
    },
    metadata: {
      threadId,
      summary: chatText(title),
      eventType: `penumbra-${threadOf(cause)}`,
      relatedResources: [readable(group)],
      additionalContext: { cause, severity, group: readable(group), region, account },
    },
  }
}

/** Without control characters and halves of characters, and not without end. */
export function readable(text: string): string {
  return shorten(text.toWellFormed().replace(/\p{Cc}+/gu, ' '), longestText)
}

/** Angle brackets would be a mention in a chat: a group may be called `<!channel>`. */
function chatText(text: string): string {
  return readable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function chatCode(text: string): string {
  return text.includes('`') ? chatText(text) : `\`${chatText(text)}\``
}

const indent = ' '.repeat(8)

function paragraph(label: string, text: string): string {
  const lines: string[] = []
  for (const word of readable(text).split(' ')) {
    const line = lines.at(-1)
    const longer = `${line} ${word}`
    if (line === undefined || longer.length > columns - indent.length) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return `${label}:`.padEnd(indent.length) + lines.join(`\n${indent}`)
}

function withoutMiddle(text: string, longest: number): string {
  const head = Math.ceil((longest - 1) / 2)
  return `${text.slice(0, head)}…${text.slice(text.length - (longest - 1 - head))}`.toWellFormed()
}

/** @param longest in UTF-16 code units */
function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
