// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,name,createdAt"
const flag5: FlagRow = ["name","text?","Display name."]
const flag6: FlagRow = ["password","secret","Current password of the account."]
const names7: string = "exportedAt,user,sessions,events,tasks"
const flag8: FlagRow = ["limit","integer","Maximum number of items on a page."]
const flag9: FlagRow = ["cursor","text","Opaque `nextCursor` of the previous page."]
const names10: string = "id,createdAt,lastUsedAt,userAgent,ip,current"
const flag11: FlagRow = ["sessionId","text@","Opaque identifier of a session."]
const names12: string = "id,kind,sessionId,ip,at"
const flag13: FlagRow = ["status","text","Filter by completion. Default: all.","all|pending|completed"]
const flag14: FlagRow = ["priority","list","Tasks with one of these priorities.","none|low|medium|high"]
const flag15: FlagRow = ["tags","list","Tasks with all of these tags, without regard to case."]
const flag16: FlagRow = ["due","text","Pending tasks that are due today, tomorrow, or within the seven days from today.","today|tomorrow|week|overdue|none"]
const flag17: FlagRow = ["dueBefore","text","Tasks due before this time."]
const flag18: FlagRow = ["dueAfter","text","Tasks due at this time or later."]
const flag19: FlagRow = ["overdue","boolean","True: pending tasks whose due date has passed."]
const flag20: FlagRow = ["timeZone","text","Time zone of days and due dates."]
const flag21: FlagRow = ["search","text","Words that must all occur in the title, the description or a tag."]
const flag22: FlagRow = ["trashed","boolean","True: only tasks in the trash."]
const flag23: FlagRow = ["sort","text","Sort key. Default: created.","created|updated|due|priority|title"]
const flag24: FlagRow = ["order","text","Sort direction.","asc|desc"]
const names25: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names26: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag27: FlagRow = ["title","text!","Title of 1 to 200 characters.","","Buy milk"]
const flag28: FlagRow = ["id","text","Identifier of the task, for clients that show it before the server responds."]
const flag29: FlagRow = ["description","text?","Description of the task."]
const flag30: FlagRow = ["priority","text?","Priority of the task.","none|low|medium|high"]
const flag31: FlagRow = ["tags","list?","Tags of the task."]
const flag32: FlagRow = ["dueDate","text?","Due date: a calendar date without a time zone."]
const flag33: FlagRow = ["dueAt","text?","Point in time at which the task is due."]
const flag34: FlagRow = ["idempotencyKey","text","Identifies the request."]
const flag35: FlagRow = ["operations","json!","Up to 100 changes, applied in this order."]
const flag36: FlagRow = ["atomic","boolean","True: apply all changes or none. Default: true."]
const names37: string = "status,task,problem"
const names38: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag39: FlagRow = ["format","text","File format. Default: json.","json|csv|ics"]
const flag40: FlagRow = ["bom","boolean","Whether a CSV file starts with a byte order mark, by which Excel detects UTF-8."]
const flag41: FlagRow = ["format","text","File format. Default: auto.","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag42: FlagRow = ["dateOrder","text","Order of day, month and year in the dates of a CSV file.","dmy|mdy|ymd"]
const names43: string = "created,updated,revision,failed,ignored"
const flag44: FlagRow = ["timeZone","text","Time zone that determines the current date. Default: UTC."]
const names45: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag46: FlagRow = ["since","text","The `nextCursor` of the previous page."]
const flag47: FlagRow = ["wait","integer","Seconds to wait for a change if there is none (long polling)."]
const names48: string = "revision,type,task,id,deletedAt"
const names49: string = "revision,type,id,deletedAt,task.id,task.title"
const flag50: FlagRow = ["since","text","Start after this cursor. Default: latest."]
const flag51: FlagRow = ["taskId","text@","Opaque identifier of a task."]
const flag52: FlagRow = ["title","text","Title of 1 to 200 characters."]
const flag53: FlagRow = ["completed","boolean","Whether the task is completed."]
const flag54: FlagRow = ["ifMatch","integer","Make the change only if the current revision is this one."]
const flag55: FlagRow = ["completed","boolean","Whether the task is completed. Default: true.","true|false|toggle"]

const rows: readonly CommandRow[] = [
  ["system health", "Check health", [], {"public":true}, names1],
  ["system live", "Check liveness", [], {"public":true}, names2],
  ["system ready", "Check readiness", [], {"public":true}, names3],
  ["auth signout", "Sign out", [], {"output":"none","changes":true}],
  ["auth me", "Get the current user", [], {}, names4],
  ["auth update-me", "Update the current user", [flag5], {"changes":true}, names4],
  ["auth delete-me", "Delete the account", [flag6], {"output":"none","changes":true,"destroys":true}],
  ["auth export-me", "Export your data", [], {}, names7],
  ["auth sessions list", "List sessions", [flag8, flag9], {"rows":"items","cursor":"cursor"}, names10, names10],
  ["auth sessions revoke", "End a session", [flag11], {"output":"none","changes":true,"destroys":true}],
  ["auth sessions revoke-others", "End all other sessions", [], {"output":"none","changes":true,"destroys":true}],
  ["auth events list", "List account events", [flag8, flag9], {"rows":"items","cursor":"cursor"}, names12, names12],
  ["tasks list", "List tasks", [flag13, flag14, flag15, flag16, flag17, flag18, flag19, flag20, flag21, flag22, flag23, flag24, flag8, flag9], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names25, names26],
  ["tasks create", "Create a task", [flag27, flag28, flag29, flag30, flag31, flag32, flag33, flag34], {"changes":true}, names25],
  ["tasks batch", "Apply a batch of changes", [flag35, flag36, flag34], {"changes":true,"list":"operations","rows":"results"}, names37, names38],
  ["tasks export", "Export tasks to a file", [flag39, flag40], {"output":"file"}],
  ["tasks import", "Import tasks from a file", [flag41, flag42, flag34], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names43],
  ["tasks stats", "Count tasks", [flag44], {"watch":"tasks.changes"}, names45],
  ["tasks changes", "List changes", [flag46, flag8, flag47], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names48, names49],
  ["tasks watch", "Watch changes", [flag50], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names48, names49],
  ["tasks get", "Get a task", [flag51], {"watch":"tasks.changes"}, names25],
  ["tasks update", "Update a task", [flag51, flag52, flag29, flag30, flag31, flag32, flag33, flag53, flag54], {"changes":true}, names25],
  ["tasks complete", "Complete or reopen a task", [flag51, flag55, flag54], {"changes":true}, names25],
  ["tasks remove", "Delete a task", [flag51, flag54], {"output":"none","changes":true}],
  ["tasks restore", "Restore a task from the trash", [flag51, flag54, flag34], {"changes":true}, names25],
  ["tasks purge", "Delete a task permanently", [flag51], {"output":"none","changes":true,"destroys":true}],
]

export const commands = rows.map(toCommand)

/** Why the other operations have no command. */
export const excluded: Readonly<Record<string, string>> = {
  "auth.signup": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signin": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.refresh": "It renews the tokens of a session. A personal access token needs no renewal.",
  "auth.session": "It reads the cookie of a browser. Use `taskpact whoami`.",
  "auth.changePassword": "It returns the tokens of a session. Sign in with `taskpact login`."
}

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
