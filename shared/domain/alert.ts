/** What a person is told, so that a tired operator can act on it at 3 a.m. */
export interface Alert {
  /** Kind of event; the same cause of the same group is told once until it has passed. */
  readonly cause: 'bad-tag' | 'unsupported' | 'demoted' | 'promoted' | 'failing' | 'restore-failing' | 'pool-yielded'
  readonly title: string
  readonly what: string
  readonly why: string
  readonly done: string
  readonly toDo: string
}
