import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellText } from '../sql/cell.ts'
import { type Database, loadDuckDb, openDatabase } from './database.ts'
import { duckDbSql } from './translate.ts'
import { athenaType, sqlValues } from './values.ts'

// The engine is an optional dependency: it has no build for some platforms.
const library = await loadDuckDb()

let database: Database | null = null
const folder = mkdtempSync(join(tmpdir(), 'undeny-functions-'))

beforeAll(async () => {
  if (library !== null) database = await openDatabase(library, folder, '1GB')
})

afterAll(() => {
  database?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The only value of a SELECT, as Athena prints it. */
async function answerOf(expression: string, from = ''): Promise<string> {
  if (library === null || database === null) throw new Error('no engine')
  const reader = await database.connection.runAndReadAll(duckDbSql(`SELECT ${expression} ${from}`))
  const value = reader.getRows()[0]?.[0] ?? null
  return value === null ? 'NULL' : cellText(sqlValues(library)(value), athenaType(reader.columnType(0), library))
}

async function faultOf(expression: string): Promise<string> {
  return answerOf(expression).catch((error: unknown) => (error instanceof Error ? error.message : ''))
}

const t = `TIMESTAMP '2022-10-20 05:10:00'`

// https://trino.io/docs/current/functions.html: the values that its pages state, and null wherever an argument is.
describe.skipIf(library === null)('a function of Athena', () => {
  it.each([
    // functions/datetime.html
    [`from_iso8601_timestamp('2020-05-11')`, '2020-05-11 00:00:00.000 UTC'],
    [`from_iso8601_timestamp('2020-05-11T11:15:05')`, '2020-05-11 11:15:05.000 UTC'],
    [`from_iso8601_timestamp('2020-05-11T11:15:05.055+01:00')`, '2020-05-11 10:15:05.055 UTC'],
    [`from_iso8601_timestamp('2019-10-29T06:52:45Z')`, '2019-10-29 06:52:45.000 UTC'],
    [`from_iso8601_timestamp(NULL)`, 'NULL'],
    [`from_iso8601_date('2020-05-11')`, '2020-05-11'],
    [`to_iso8601(DATE '2020-05-11')`, '2020-05-11'],
    [`to_iso8601(TIMESTAMP '2020-05-11 01:02:03.004')`, '2020-05-11T01:02:03.004'],
    [`to_iso8601(TIMESTAMP '2020-05-11 01:02:03 UTC')`, '2020-05-11T01:02:03.000Z'],
    [`date_add('second', 86, TIMESTAMP '2020-03-01 00:00:00')`, '2020-03-01 00:01:26.000'],
    [`date_add('hour', 9, TIMESTAMP '2020-03-01 00:00:00')`, '2020-03-01 09:00:00.000'],
    [`date_add('day', -1, TIMESTAMP '2020-03-01 00:00:00 UTC')`, '2020-02-29 00:00:00.000 UTC'],
    [`date_add('day', 1, DATE '2020-02-29')`, '2020-03-01'],
    [`date_add('month', 1, DATE '2020-01-31')`, '2020-02-29'],
    [`date_add('quarter', 1, DATE '2020-01-01')`, '2020-04-01'],
    [`date_add('millisecond', 5, TIMESTAMP '2020-01-01 00:00:00')`, '2020-01-01 00:00:00.005'],
    [`date_add('day', NULL, DATE '2020-01-31')`, 'NULL'],
    [`date_diff('second', TIMESTAMP '2020-03-01 00:00:00', TIMESTAMP '2020-03-02 00:00:00')`, '86400'],
    [`date_diff('hour', TIMESTAMP '2020-03-01 00:00:00 UTC', TIMESTAMP '2020-03-02 00:00:00 UTC')`, '24'],
    [`date_diff('day', DATE '2020-03-01', DATE '2020-03-02')`, '1'],
    [`date_diff('second', TIMESTAMP '2020-06-01 12:30:45.000', TIMESTAMP '2020-06-02 12:30:45.123')`, '86400'],
    [`date_diff('hour', TIMESTAMP '2020-06-01 12:59:00', TIMESTAMP '2020-06-01 13:01:00')`, '0'],
    [`date_parse('2022/10/20/05', '%Y/%m/%d/%H')`, '2022-10-20 05:00:00.000'],
    [`date_parse('2019-10-29T06:52:45Z', '%Y-%m-%dT%H:%i:%sZ')`, '2019-10-29 06:52:45.000'],
    [`date_parse('20191029', '%Y%m%d')`, '2019-10-29 00:00:00.000'],
    [`date_parse('Oct 9, 2019 3:04:05 PM', '%b %e, %Y %h:%i:%s %p')`, '2019-10-09 15:04:05.000'],
    [`date_parse('2020-02-30', '%Y-%m-%d')`, 'Invalid format: "2020-02-30" does not have the form %Y-%m-%d.'],
    [`try(date_parse('yesterday', '%Y-%m-%d'))`, 'NULL'],
    [`date_parse(NULL, '%Y')`, 'NULL'],
    [`date_format(${t}, '%m-%d-%Y %H')`, '10-20-2022 05'],
    [
      `date_format(${t}, '%W %a %M %b %e %j %k %l %h %I %p %r %T %y %c %f %v %x %%')`,
      'Thursday Thu October Oct 20 293 5 5 05 05 AM 05:10:00 AM 05:10:00 22 10 000000 42 2022 %',
    ],
    [`date_format(from_iso8601_timestamp('2019-10-29T06:52:45Z'), '%Y-%m-%d')`, '2019-10-29'],
    [`date_format(DATE '2020-01-01', '%x-%v')`, '2020-01'],
    [`date_format(${t}, '%D')`, 'In the format %D, %D is not supported.'],
    [`date_format(NULL, '%Y')`, 'NULL'],
    [`format_datetime(${t}, 'yyyy-MM-dd''T''HH:mm:ss.SSSZ')`, '2022-10-20T05:10:00.000+0000'],
    [`format_datetime(${t}, 'EEE, d MMM yy h:m a')`, 'Thu, 20 Oct 22 5:10 AM'],
    [`format_datetime(${t}, 'G')`, 'In the format G, G is not supported.'],
    [`parse_datetime('2022-10-20 05:10:00+0900', 'yyyy-MM-dd HH:mm:ssZ')`, '2022-10-19 20:10:00.000 UTC'],
    [`parse_datetime('2019-10-29T06:52:45Z', 'yyyy-MM-dd''T''HH:mm:ss''Z''')`, '2019-10-29 06:52:45.000 UTC'],
    [`from_unixtime(1572331965)`, '2019-10-29 06:52:45.000 UTC'],
    [`to_unixtime(from_unixtime(1572331965))`, '1.572331965E9'],
    [`at_timezone(TIMESTAMP '2012-10-31 01:00 UTC', 'America/Los_Angeles')`, '2012-10-30 18:00:00.000'],
    [`hour(TIMESTAMP '2020-05-11 01:02:03 UTC' AT TIME ZONE 'Asia/Seoul')`, '10'],
    [`date_trunc('hour', TIMESTAMP '2020-05-11 11:15:05.055')`, '2020-05-11 11:00:00.000'],
    [`date_trunc('day', TIMESTAMP '2020-05-11 11:15:05 UTC')`, '2020-05-11 00:00:00.000 UTC'],
    [`CAST(TIMESTAMP '2020-05-11 01:02:03' AS timestamp(3) with time zone)`, '2020-05-11 01:02:03.000 UTC'],
    [`date('2020-05-11')`, '2020-05-11'],
    [`day_of_week(DATE '2020-05-10')`, '7'],
    [`day_of_year(DATE '2020-02-01')`, '32'],
    [`week_of_year(DATE '2020-01-01')`, '1'],
    [`last_day_of_month(DATE '2023-02-01')`, '2023-02-28'],
    [`second(TIMESTAMP '2020-05-11 11:15:05.055')`, '5'],
    [`millisecond(TIMESTAMP '2020-05-11 11:15:05.055')`, '55'],
    [`current_timestamp > current_timestamp - interval '7' day`, 'true'],
    [`date_add('day', -7, current_timestamp) < now()`, 'true'],
    // functions/json.html
    [`json_extract_scalar('[1, 2, 3]', '$[2]')`, '3'],
    [`json_extract_scalar('{"store":{"book":[{"title":"A"}]}}', '$.store.book[0].title')`, 'A'],
    [`json_extract_scalar('{"a b":"c"}', '$["a b"]')`, 'c'],
    [`json_extract_scalar('{"a":{"b":1}}', '$.a')`, 'NULL'],
    [`json_extract_scalar('{"a":"{b"}', '$.a')`, '{b'],
    [`json_extract_scalar('{"a":null}', '$.a')`, 'NULL'],
    [`json_extract_scalar('{"a":true}', '$.a')`, 'true'],
    [`json_extract_scalar('no json', '$.a')`, 'NULL'],
    [`json_extract_scalar(NULL, '$.a')`, 'NULL'],
    [`json_extract('{"a":[1,{"b":2}]}', '$.a')`, '[1,{"b":2}]'],
    [`json_extract('no json', '$.a')`, 'NULL'],
    [`json_format(json_parse('[1, 2]'))`, '[1,2]'],
    [`CAST(json_extract('{"a":["x","y"]}', '$.a') AS ARRAY(VARCHAR))`, '[x, y]'],
    [`CAST(json_parse('{"k":"v"}') AS MAP(VARCHAR, VARCHAR))['k']`, 'v'],
    [`json_array_length('[1, 2, 3]')`, '3'],
    [`json_array_contains('[1, 2, 3]', 2)`, 'true'],
    [`json_size('{"x": {"a": 1, "b": 2}}', '$.x')`, '2'],
    [`json_size('{"x": [1, 2, 3]}', '$.x')`, '3'],
    [`json_size('{"x": {"a": 1}}', '$.x.a')`, '0'],
    [`is_json_scalar('1')`, 'true'],
    [`is_json_scalar('[1]')`, 'false'],
    // functions/regexp.html
    [`regexp_like('1a 2b 14m', '\\d+b')`, 'true'],
    [`regexp_extract('1a 2b 14m', '\\d+')`, '1'],
    [`regexp_extract('1a 2b 14m', '(\\d+)([a-z]+)', 2)`, 'a'],
    [`regexp_extract('abc', '\\d')`, 'NULL'],
    [`regexp_extract_all('1a 2b 14m', '\\d+')`, '[1, 2, 14]'],
    [`regexp_replace('1a 2b 14m', '\\d+[ab] ')`, '14m'],
    [`regexp_replace('1a 2b 14m', '(\\d+)([ab]) ', '3c$2 ')`, '3ca 3cb 14m'],
    [`regexp_split('1a 2b 14m', '\\s*[a-z]+\\s*')`, '[1, 2, 14, ]'],
    [`regexp_count('1a 2b 14m', '\\s*[a-z]+\\s*')`, '3'],
    // functions/string.html
    [`split_part('a,b,c', ',', 2)`, 'b'],
    [`split_part('a,,c', ',', 2)`, ''],
    [`split_part('a,b', ',', 3)`, 'NULL'],
    [`split('a,b', ',')`, '[a, b]'],
    [`split_to_map('a=1&b=2', '&', '=')`, '{a=1, b=2}'],
    [`concat('a', 'b', 'c')`, 'abc'],
    [`concat('a', NULL)`, 'NULL'],
    [`concat_ws(',', 'a', NULL, 'b')`, 'a,b'],
    [`strpos('high', 'g')`, '3'],
    [`codepoint('A')`, '65'],
    [`substr('abc', 2)`, 'bc'],
    [`format('%s%%', 123)`, '123%'],
    [`format('%03d', 8)`, '008'],
    [`format('%s has %d', 'a', 2)`, 'a has 2'],
    [`format('%,.2f', 1234567.89)`, '1,234,567.89'],
    [`format('%-7s,%7s', 'hello', 'world')`, 'hello  ,  world'],
    [`format('%2$s %3$s %1$s', 'a', 'b', 'c')`, 'b c a'],
    [`format('%s', TIMESTAMP '2020-01-01 00:00:00')`, '2020-01-01 00:00:00'],
    [`format('%s %s', 'a')`, 'In the format %s %s, %s has no value.'],
    // functions/url.html
    [`url_extract_host('https://user@docs.aws.amazon.com:443/a/b?x=1&y=a%20b#top')`, 'docs.aws.amazon.com'],
    [`url_extract_protocol('https://docs.aws.amazon.com')`, 'https'],
    [`url_extract_port('https://docs.aws.amazon.com:8443/')`, '8443'],
    [`url_extract_path('https://docs.aws.amazon.com/a/b?x=1')`, '/a/b'],
    [`url_extract_query('https://docs.aws.amazon.com/a/b?x=1&y=2')`, 'x=1&y=2'],
    [`url_extract_fragment('https://docs.aws.amazon.com/a#top')`, 'top'],
    [`url_extract_parameter('https://a.example/?x=1&y=a%20b', 'y')`, 'a b'],
    [`url_extract_host('no url')`, 'NULL'],
    // functions/array.html and functions/lambda.html
    [`cardinality(ARRAY['a', 'b'])`, '2'],
    [`cardinality(MAP(ARRAY['a'], ARRAY[1]))`, '1'],
    [`element_at(ARRAY['a', 'b'], 2)`, 'b'],
    [`element_at(ARRAY['a', 'b'], -1)`, 'b'],
    [`element_at(ARRAY['a'], 5)`, 'NULL'],
    [`element_at(MAP(ARRAY['a'], ARRAY[1]), 'a')`, '1'],
    [`element_at(MAP(ARRAY['a'], ARRAY[1]), 'b')`, 'NULL'],
    [`contains(ARRAY['a', 'b'], 'b')`, 'true'],
    [`transform(ARRAY[5, NULL, 6], x -> COALESCE(x, 0) + 1)`, '[6, 1, 7]'],
    [`filter(ARRAY[5, -6, NULL, 7], x -> x > 0)`, '[5, 7]'],
    [`any_match(ARRAY[1, 2], x -> x > 1)`, 'true'],
    [`any_match(ARRAY[1, NULL], x -> x > 1)`, 'NULL'],
    [`any_match(ARRAY[], x -> x > 1)`, 'false'],
    [`all_match(ARRAY[1, 2], x -> x > 1)`, 'false'],
    [`all_match(ARRAY[2, NULL], x -> x > 1)`, 'NULL'],
    [`none_match(ARRAY[1, 2], x -> x > 2)`, 'true'],
    [`any_match(transform(ARRAY['a', 'b'], x -> upper(x)), x -> any_match(ARRAY['B'], y -> y = x))`, 'true'],
    [`reduce(ARRAY[5, 20, 50], 0, (s, x) -> s + x, s -> s * 2)`, '150'],
    [`sequence(1, 3)`, '[1, 2, 3]'],
    [`sequence(3, 1)`, '[3, 2, 1]'],
    [`sequence(DATE '2020-01-01', DATE '2020-01-03')`, '[2020-01-01, 2020-01-02, 2020-01-03]'],
    [`cardinality(sequence(DATE '2020-01-01', DATE '2020-01-03', interval '1' day))`, '3'],
    [`array_join(ARRAY['a', NULL, 'b'], ',')`, 'a,b'],
    [`array_join(ARRAY['a', NULL], ',', '-')`, 'a,-'],
    [`array_max(ARRAY[1, 3, 2])`, '3'],
    [`array_remove(ARRAY[1, 2, 1], 1)`, '[2]'],
    [`arrays_overlap(ARRAY[1, 2], ARRAY[2])`, 'true'],
    [`array_except(ARRAY[1, 2, 2], ARRAY[1])`, '[2]'],
    [`array_remove(ARRAY[1, NULL, 2, 1], 1)`, '[null, 2]'],
    [`array_remove(ARRAY[1, NULL], NULL)`, 'NULL'],
    [`list_sort(array_except(ARRAY[3, NULL, 2, NULL, 3], ARRAY[2]))`, '[3, null]'],
    [`array_except(ARRAY[1, NULL], ARRAY[NULL])`, '[1]'],
    [`list_sort(array_distinct(ARRAY['b', NULL, 'a', 'b', NULL]))`, '[a, b, null]'],
    [`list_sort(array_union(ARRAY[2, NULL], ARRAY[1, NULL, 2]))`, '[1, 2, null]'],
    [`array_union(ARRAY[2], NULL)`, 'NULL'],
    [`list_sort(array_intersect(ARRAY[2, NULL, 1], ARRAY[NULL, 2, 2]))`, '[2, null]'],
    [`arrays_overlap(ARRAY[1, NULL], ARRAY[NULL, 2])`, 'NULL'],
    [`arrays_overlap(ARRAY[1], ARRAY[2])`, 'false'],
    [`slice(ARRAY[1, 2, 3, 4], 2, 2)`, '[2, 3]'],
    [`slice(ARRAY[1, 2, 3, 4], -2, 2)`, '[3, 4]'],
    [`ARRAY['a', 'b'][1]`, 'a'],
    // functions/conditional.html and functions/math.html
    [`if(1 > 2, 'a', 'b')`, 'b'],
    [`if(1 > 2, 'a')`, 'NULL'],
    [`try(CAST('x' AS INTEGER))`, 'NULL'],
    [`greatest(1, NULL)`, 'NULL'],
    [`greatest(1, 3, 2)`, '3'],
    [`7 / 2`, '3'],
    [`CAST(1 AS DOUBLE)`, '1.0'],
    [`truncate(1.7)`, '1'],
  ])('%s is %s', async (expression, value) => {
    const isFault = /^(?:Invalid format|In the format)/.test(value)
    if (isFault) expect(await faultOf(expression)).toContain(value)
    else expect(await answerOf(expression)).toBe(value)
  })

  it.each([
    [`approx_percentile(x, 0.5)`, '50'],
    [`approx_distinct(x)`, /^(?:9\d|10\d|110)$/],
    [`count_if(x > 90)`, '10'],
    [`count_if(x > 90 AND NULL)`, '0'],
    [`count_if(x > 90) FILTER (WHERE x < 95)`, '4'],
    [`approx_distinct(x % 3, 0.01)`, '3'],
    [`arbitrary('a')`, 'a'],
    [`every(x > 0)`, 'true'],
    [`max_by(x, -x)`, '1'],
    [`cardinality(map_agg(x, x))`, '100'],
  ])('%s over 1 to 100 is %s', async (expression, value) => {
    expect(await answerOf(expression, 'FROM UNNEST(sequence(1, 100)) AS t (x)')).toMatch(value)
  })

  it.each([
    [`a || CAST(b AS VARCHAR)`, `FROM (SELECT 1) CROSS JOIN UNNEST(ARRAY['x']) WITH ORDINALITY AS t (a, b)`, 'x1'],
    [`a || b`, `FROM (SELECT 1) CROSS JOIN UNNEST(ARRAY['x'], ARRAY['y']) AS t (a, b)`, 'xy'],
    [`a || b`, `FROM (SELECT 1) CROSS JOIN UNNEST(ARRAY[{'k': 'x', 'v': 'y'}]) AS t (a, b)`, 'xy'],
    [
      `a || b || CAST(n AS VARCHAR)`,
      `FROM (SELECT 1) CROSS JOIN UNNEST(ARRAY[{'k': 'x', 'v': 'y'}]) WITH ORDINALITY AS t (a, b, n)`,
      'xy1',
    ],
  ])('%s %s is %s', async (expression, from, value) => {
    expect(await answerOf(expression, from)).toBe(value)
  })
})
