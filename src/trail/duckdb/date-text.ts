import { dayMs } from '../stretches.ts'
import type { DateField, FormatPart } from './date-format.ts'

const months = 'January February March April May June July August September October November December'.split(' ')
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')

/** A time, in milliseconds since 1970 (UTC), in a format. */
export function dateText(time: number, parts: readonly FormatPart[]): string {
  const date = new Date(time)
  return parts.map((part) => (part.kind === 'text' ? part.text : fieldText(date, part.field, part.width))).join('')
}

function fieldText(date: Date, field: DateField, width: number): string {
  switch (field) {
    case 'monthName':
      return months[date.getUTCMonth()] ?? ''
    case 'shortMonthName':
      return (months[date.getUTCMonth()] ?? '').slice(0, 3)
    case 'weekdayName':
      return weekdays[weekdayOf(date) - 1] ?? ''
    case 'shortWeekdayName':
      return (weekdays[weekdayOf(date) - 1] ?? '').slice(0, 3)
    case 'half':
      return date.getUTCHours() < 12 ? 'AM' : 'PM'
    case 'fraction':
      return String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(width, '0').slice(0, width)
    case 'offset':
      return width === 1 ? '+0000' : width === 2 ? '+00:00' : 'UTC'
    default:
      return String(numberOf(date, field)).padStart(width, '0')
  }
}

type NumberField = Exclude<
  DateField,
  'monthName' | 'shortMonthName' | 'weekdayName' | 'shortWeekdayName' | 'half' | 'fraction' | 'offset'
>

function numberOf(date: Date, field: NumberField): number {
  switch (field) {
    case 'year':
      return date.getUTCFullYear()
    case 'shortYear':
      return date.getUTCFullYear() % 100
    case 'month':
      return date.getUTCMonth() + 1
    case 'day':
      return date.getUTCDate()
    case 'dayOfYear':
      return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMs) + 1
    case 'hour':
      return date.getUTCHours()
    case 'hour12':
      return date.getUTCHours() % 12 || 12
    case 'minute':
      return date.getUTCMinutes()
    case 'second':
      return date.getUTCSeconds()
    case 'weekday':
      return weekdayOf(date)
    case 'week':
      return weekOf(date).week
    case 'weekYear':
      return weekOf(date).year
  }
}

/** 1 is Monday. */
function weekdayOf(date: Date): number {
  return date.getUTCDay() || 7
}

/** ISO 8601: a week belongs to the year that has its Thursday. */
function weekOf(date: Date): { readonly week: number; readonly year: number } {
  const thursday = new Date(date.getTime() + (4 - weekdayOf(date)) * dayMs)
  const year = thursday.getUTCFullYear()
  return { week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * dayMs)) + 1, year }
}

interface Read {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
  half: 'am' | 'pm' | null
  dayOfYear: number | null
  offsetMinutes: number
}

/** The time that a text in a format tells, in milliseconds since 1970 (UTC); null where the text has another form. */
export function timeOfText(value: string, parts: readonly FormatPart[]): number | null {
  const read: Read = {
    year: 1970,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    millisecond: 0,
    half: null,
    dayOfYear: null,
    offsetMinutes: 0,
  }
  let at = 0
  for (const [index, part] of parts.entries()) {
    const end =
      part.kind === 'text' ? endOfText(value, at, part.text) : readField(read, value, at, part, parts[index + 1])
    if (end === null) return null
    at = end
  }
  return at === value.length ? timeOf(read) : null
}

function endOfText(value: string, at: number, text: string): number | null {
  return value.startsWith(text, at) ? at + text.length : null
}

const longestNumber: Readonly<Partial<Record<DateField, number>>> = { year: 9, dayOfYear: 3, fraction: 9 }

function readField(
  read: Read,
  value: string,
  at: number,
  { field, width }: Extract<FormatPart, { kind: 'field' }>,
  next: FormatPart | undefined,
): number | null {
  const rest = value.slice(at)
  const letters = /^[A-Za-z]+/.exec(rest)?.[0] ?? ''
  switch (field) {
    case 'monthName':
    case 'shortMonthName': {
      const index = months.findIndex((name) => isNameOf(letters, name))
      read.month = index + 1
      return index === -1 ? null : at + letters.length
    }
    case 'weekdayName':
    case 'shortWeekdayName':
      return weekdays.some((name) => isNameOf(letters, name)) ? at + letters.length : null
    case 'half':
      if (!/^(?:am|pm)$/i.test(letters)) return null
      read.half = /^pm$/i.test(letters) ? 'pm' : 'am'
      return at + 2
    case 'offset': {
      const offset = /^(?:(Z|UTC)|([+-])(\d\d):?(\d\d))/.exec(rest)
      if (offset === null) return null
      const minutes = Number(offset[3] ?? 0) * 60 + Number(offset[4] ?? 0)
      read.offsetMinutes = offset[2] === '-' ? -minutes : minutes
      return at + offset[0].length
    }
    default: {
      // Digits that stand next to another number are only as many as the format has.
      const isBeforeNumber = next?.kind === 'field' && next.field !== 'half' && next.field !== 'offset'
      const most = isBeforeNumber ? Math.max(width, field === 'year' ? 4 : 2) : (longestNumber[field] ?? 2)
      const digits = new RegExp(`^\\d{1,${most}}`).exec(rest)?.[0]
      if (digits === undefined) return null
      setNumber(read, field, digits)
      return at + digits.length
    }
  }
}

/** `Jan` and `January`, in any case. */
function isNameOf(letters: string, name: string): boolean {
  const [a, b] = [letters.toLowerCase(), name.toLowerCase()]
  return a === b || (a.length === 3 && b.startsWith(a))
}

function setNumber(read: Read, field: DateField, digits: string): void {
  const number = Number(digits)
  if (field === 'shortYear') read.year = number < 70 ? 2000 + number : 1900 + number
  else if (field === 'fraction') read.millisecond = Number(digits.padEnd(3, '0').slice(0, 3))
  else if (field === 'hour12') read.hour = number % 12
  else if (field === 'year' || field === 'month' || field === 'day') read[field] = number
  else if (field === 'hour' || field === 'minute' || field === 'second' || field === 'dayOfYear') read[field] = number
}

function timeOf(read: Read): number | null {
  const { year, month, day, hour, minute, second, millisecond, half, dayOfYear, offsetMinutes } = read
  const wholeHour = half === 'pm' ? (hour % 12) + 12 : hour
  if (month < 1 || month > 12 || wholeHour > 23 || minute > 59 || second > 59) return null
  const date = new Date(Date.UTC(2000, month - 1, day, wholeHour, minute, second, millisecond))
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCDate() !== day) return null
  if (dayOfYear !== null) date.setUTCFullYear(year, 0, dayOfYear)
  return date.getTime() - offsetMinutes * 60_000
}
