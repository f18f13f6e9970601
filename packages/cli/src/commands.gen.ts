// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,emailVerified,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,secondFactor,sessions,tokens,apps,identities,passkeys,events,tasks"
const flag8: FlagRow = ["email","text!","","ada@example.com"]
const flag9: FlagRow = ["code","text"]
const flag10: FlagRow = ["recoveryCode","secret"]
const names11: string = "confirmedUntil"
const names12: string = "totp,recoveryCodesLeft"
const names13: string = "secret,uri"
const flag14: FlagRow = ["code","text!","","123456"]
const names15: string = "recoveryCodes"
const flag16: FlagRow = ["limit","integer"]
const flag17: FlagRow = ["cursor","text"]
const names18: string = "id,createdAt,lastUsedAt,userAgent,ip,current"
const flag19: FlagRow = ["sessionId","text@"]
const names20: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt"
const flag21: FlagRow = ["name","text!","","Backup script"]
const flag22: FlagRow = ["scopes","list!","tasks:read|tasks:write|account:read","tasks:read"]
const flag23: FlagRow = ["expiresInDays","integer"]
const names24: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt,token"
const flag25: FlagRow = ["tokenId","text@"]
const names26: string = "id,clientId,name,host,scopes,createdAt,lastUsedAt"
const names27: string = "id,name,host,scopes,createdAt,lastUsedAt"
const flag28: FlagRow = ["appId","text@"]
const names29: string = "id,name,isBackedUp,createdAt,lastUsedAt"
const flag30: FlagRow = ["passkeyId","text@"]
const flag31: FlagRow = ["name","text!","","Phone"]
const names32: string = "id,name"
const names33: string = "id,provider,email,createdAt,lastUsedAt"
const flag34: FlagRow = ["identityId","text@"]
const names35: string = "id,kind,sessionId,ip,at"
const flag36: FlagRow = ["status","text","all|pending|completed"]
const flag37: FlagRow = ["priority","list","none|low|medium|high"]
const flag38: FlagRow = ["tags","list"]
const flag39: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag40: FlagRow = ["dueBefore","text"]
const flag41: FlagRow = ["dueAfter","text"]
const flag42: FlagRow = ["overdue","boolean"]
const flag43: FlagRow = ["timeZone","text"]
const flag44: FlagRow = ["search","text"]
const flag45: FlagRow = ["trashed","boolean"]
const flag46: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag47: FlagRow = ["order","text","asc|desc"]
const names48: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names49: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag50: FlagRow = ["title","text!","","Buy milk"]
const flag51: FlagRow = ["id","text"]
const flag52: FlagRow = ["description","text?"]
const flag53: FlagRow = ["priority","text?","none|low|medium|high"]
const flag54: FlagRow = ["tags","list?"]
const flag55: FlagRow = ["dueDate","text?"]
const flag56: FlagRow = ["dueAt","text?"]
const flag57: FlagRow = ["idempotencyKey","text"]
const flag58: FlagRow = ["operations","json!","","[object Object]"]
const flag59: FlagRow = ["atomic","boolean"]
const names60: string = "status,task,problem"
const names61: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag62: FlagRow = ["format","text","json|csv|ics"]
const flag63: FlagRow = ["bom","boolean"]
const flag64: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag65: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names66: string = "created,updated,revision,failed,ignored"
const names67: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag68: FlagRow = ["since","text"]
const flag69: FlagRow = ["wait","integer"]
const names70: string = "revision,type,task,id,deletedAt"
const names71: string = "revision,type,id,deletedAt,task.id,task.title"
const flag72: FlagRow = ["taskId","text@"]
const flag73: FlagRow = ["title","text"]
const flag74: FlagRow = ["completed","boolean"]
const flag75: FlagRow = ["ifMatch","integer"]
const flag76: FlagRow = ["completed","boolean","true|false|toggle"]

const rows: readonly CommandRow[] = [
  ["system health", [], {"public":true}, names1],
  ["system live", [], {"public":true}, names2],
  ["system ready", [], {"public":true}, names3],
  ["auth signout", [], {"output":"none","changes":true}],
  ["auth me", [], {}, names4],
  ["auth update-me", [flag5], {"changes":true}, names4],
  ["auth delete-me", [flag6], {"output":"none","changes":true,"destroys":true}],
  ["auth export-me", [], {}, names7],
  ["auth change-email", [flag8, flag6], {"output":"none","changes":true}],
  ["auth step-up", [flag6, flag9, flag10], {"changes":true}, names11],
  ["auth second-factor get", [], {}, names12],
  ["auth second-factor begin", [flag6], {"changes":true}, names13],
  ["auth second-factor enable", [flag14], {"changes":true}, names15],
  ["auth second-factor disable", [flag6], {"output":"none","changes":true}],
  ["auth second-factor replace-recovery-codes", [flag6], {"changes":true}, names15],
  ["auth second-factor forget-devices", [flag6], {"output":"none","changes":true}],
  ["auth sessions list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names18, names18],
  ["auth sessions revoke", [flag19], {"output":"none","changes":true,"destroys":true}],
  ["auth sessions revoke-others", [], {"output":"none","changes":true,"destroys":true}],
  ["auth tokens list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names20, names20],
  ["auth tokens create", [flag21, flag22, flag23, flag6], {"changes":true}, names24],
  ["auth tokens revoke", [flag25], {"output":"none","changes":true,"destroys":true}],
  ["auth apps list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names26, names27],
  ["auth apps revoke", [flag28], {"output":"none","changes":true,"destroys":true}],
  ["auth passkeys list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names29, names29],
  ["auth passkeys rename", [flag30, flag31], {"changes":true}, names29],
  ["auth passkeys remove", [flag30, flag6], {"output":"none","changes":true}],
  ["auth identities providers", [], {"public":true,"rows":"items"}, names32, names32],
  ["auth identities list", [], {"rows":"items"}, names33, names33],
  ["auth identities unlink", [flag34, flag6], {"output":"none","changes":true}],
  ["auth events list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names35, names35],
  ["tasks list", [flag36, flag37, flag38, flag39, flag40, flag41, flag42, flag43, flag44, flag45, flag46, flag47, flag16, flag17], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names48, names49],
  ["tasks create", [flag50, flag51, flag52, flag53, flag54, flag55, flag56, flag57], {"changes":true}, names48],
  ["tasks batch", [flag58, flag59, flag57], {"changes":true,"list":"operations","rows":"results"}, names60, names61],
  ["tasks export", [flag62, flag63], {"output":"file"}],
  ["tasks import", [flag64, flag65, flag57], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names66],
  ["tasks stats", [flag43], {"watch":"tasks.changes"}, names67],
  ["tasks changes", [flag68, flag16, flag69], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names70, names71],
  ["tasks watch", [flag68], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names70, names71],
  ["tasks get", [flag72], {"watch":"tasks.changes"}, names48],
  ["tasks update", [flag72, flag73, flag52, flag53, flag54, flag55, flag56, flag74, flag75], {"changes":true}, names48],
  ["tasks complete", [flag72, flag76, flag75], {"changes":true}, names48],
  ["tasks remove", [flag72, flag75], {"output":"none","changes":true}],
  ["tasks restore", [flag72, flag75, flag57], {"changes":true}, names48],
  ["tasks purge", [flag72], {"output":"none","changes":true,"destroys":true}],
]

export const commands = rows.map(toCommand)

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
