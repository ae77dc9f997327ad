import { tombstone } from './record-text.ts'

// Each script touches the one key that it is given: it runs on whatever node of a cluster holds that.

/** What all that follow begin with. The first two arguments are the script's name and the time. */
const parse = `
local function number(digits)
  if string.sub(digits, 1, 1) == '-' then return -tonumber(string.sub(digits, 2), 36) end
  return tonumber(digits, 36)
end
local function digits(number)
  local text, rest = '', math.abs(number)
  repeat
    local digit = rest % 36
    text = string.sub('0123456789abcdefghijklmnopqrstuvwxyz', digit + 1, digit + 1) .. text
    rest = (rest - digit) / 36
  until rest == 0
  return number < 0 and '-' .. text or text
end
local function parse(value)
  local flag, version, created, expires, idle, ends, writer, id, subject =
    string.match(value, '^([pb])([^,]+),([^,]+),([^,]+),([^,]+),([^,]*),([^\\n]*)\\n([^\\n]*)\\n([^\\n]*)\\n')
  if not flag then return nil end
  local record = { flag = flag, version = number(version), created = number(created), expires = number(expires),
    idle = number(idle), ends = ends, writer = writer, id = id, subject = subject }
  record.expiresAt = record.created + record.expires
  record.endsAt = ends == '' and math.huge or record.created + number(ends)
  return record
end
local function put(key, value, expiresAt, now)
  redis.call('SET', key, value, 'PX', string.format('%.0f', math.min(math.max(1, math.ceil(expiresAt - now)), 3e12)))
end
local function renumber(value, record)
  local _, last = string.find(value, '\\n', 1, true)
  return record.flag .. digits(record.version) .. ',' .. digits(record.created) .. ',' .. digits(record.expires) .. ',' ..
    digits(record.idle) .. ',' .. record.ends .. ',' .. record.writer .. string.sub(value, last)
end
local value = redis.call('GET', KEYS[1])
if value == '${tombstone}' then
  if ARGV[1] == 'create' then return { 'revoked' } end
  value = false
end
local record = value and parse(value)
if value and not record then return { 'unknown' } end
local now = tonumber(ARGV[2])
local isLive = record and record.expiresAt > now
`

/** Arguments: expiresAt, writer, value. */
const create = `${parse}
if isLive then
  if record.writer == ARGV[4] then return { 'written' } end
  return { 'taken' }
end
put(KEYS[1], ARGV[5], tonumber(ARGV[3]), now)
return { 'written' }`

/**
 * Arguments: expiresAt, writer, value, expected version, subject and end of the new record, and whether the index of its
 * subject knows it.
 */
const write = `${parse}
if not isLive then return { 'gone' } end
if record.version ~= tonumber(ARGV[6]) then
  if record.writer == ARGV[4] then return { 'written' } end
  return { 'conflict', value }
end
local isMoved = record.subject ~= ARGV[7]
local outlives = (ARGV[8] == '' and math.huge or tonumber(ARGV[8])) > record.endsAt
if ARGV[7] ~= '' and (isMoved or outlives) and ARGV[9] ~= 'indexed' then return { 'index', isMoved and '1' or '' } end
put(KEYS[1], ARGV[5], tonumber(ARGV[3]), now)
return { 'written' }`

/** Argument: the time to renew at. */
const touch = `${parse}
if not isLive then return { 'gone' } end
local at = math.min(math.floor(tonumber(ARGV[3]) + record.idle + 0.5), record.endsAt)
record.expiresAt = math.max(record.expiresAt, at)
record.expires = record.expiresAt - record.created
record.version = record.version + 1
local touched = renumber(value, record)
put(KEYS[1], touched, record.expiresAt, now)
return { 'written', string.sub(touched, 1, string.find(touched, '\\n', 1, true) - 1), record.id }`

/** Answers the record that was deleted, live or not. */
const remove = `${parse}
if not value then return { 'gone' } end
redis.call('DEL', KEYS[1])
if not isLive then return { 'gone' } end
return { 'written', value }`

/**
 * Ends a session of a subject. Arguments: the subject, and for how many milliseconds a session may still be under way to the
 * key. Where that is so, it is refused when it gets there: by a tombstone, or by a version that it does not expect.
 */
const revoke = `${parse}
if isLive and record.subject == ARGV[3] then
  redis.call('DEL', KEYS[1])
  return { 'written', record.id }
end
if isLive then
  record.version = record.version + 1
  put(KEYS[1], renumber(value, record), record.expiresAt, now)
else
  redis.call('SET', KEYS[1], '${tombstone}', 'PX', ARGV[4])
end
return { 'gone' }`

/** The field of a subject's index that says when its sessions were all ended. No session's key begins so. */
export const revocationField = '\u0002'

/**
 * Enters a session in the index of its subject. Arguments: its key, its createdAt, its id, now, and for how many milliseconds
 * the index has to live for it; empty: for ever. Answers 0 where the sessions of the subject were ended since.
 */
const enter = `
local revocation = redis.call('HGET', KEYS[1], '${revocationField}')
if revocation then
  local at, spared = string.match(revocation, '^([^,]*),(.*)$')
  if tonumber(ARGV[2]) <= tonumber(at) and ('=' .. ARGV[3]) ~= spared then return 0 end
end
local ttl = redis.call('PTTL', KEYS[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
if ARGV[5] == '' then
  redis.call('PERSIST', KEYS[1])
elseif ttl == -2 or (ttl >= 0 and ttl < tonumber(ARGV[5])) then
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
return 1`

/** Notes that the sessions of the subject end now. Arguments: now, the id that is spared, how long to remember it at least. */
const endAll = `
local old = redis.call('HGET', KEYS[1], '${revocationField}')
local at = tonumber(ARGV[1])
if old then at = math.max(at, tonumber(string.match(old, '^([^,]*),'))) end
local ttl = redis.call('PTTL', KEYS[1])
redis.call('HSET', KEYS[1], '${revocationField}', string.format('%.17g', at) .. ',' .. ARGV[2])
if ttl == -2 or (ttl >= 0 and ttl < tonumber(ARGV[3])) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return redis.call('HKEYS', KEYS[1])`

export type ScriptName = 'create' | 'write' | 'touch' | 'remove' | 'revoke' | 'enter' | 'endAll'

export const scripts: Readonly<Record<ScriptName, string>> = {
  create,
  write,
  touch,
  remove,
  revoke,
  enter,
  endAll,
}
