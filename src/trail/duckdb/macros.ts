/** One function of Athena for DuckDB: its parameters (with types where they tell overloads apart) and its body. */
type Overload = readonly [parameters: string, body: string]

function same(name: string, ours: string, parameters = 'x'): readonly [string, readonly Overload[]] {
  return [name, [[parameters, `${ours}(${parameters})`]]]
}

function one(name: string, parameters: string, body: string): readonly [string, readonly Overload[]] {
  return [name, [[parameters, body]]]
}

const letters = 'abcdefghijklmnop'.split('')

/** The same body for two up to ten parameters. */
function forEachCount(body: (names: readonly string[]) => string): readonly Overload[] {
  return [2, 3, 4, 5, 6, 7, 8, 9, 10].map((count) => {
    const names = letters.slice(0, count)
    return [names.join(', '), body(names)]
  })
}

function nullIfAny(name: string): readonly [string, readonly Overload[]] {
  const isNull = (names: readonly string[]): string => names.map((each) => `${each} IS NULL`).join(' OR ')
  return [
    name,
    forEachCount((names) => `CASE WHEN ${isNull(names)} THEN NULL ELSE system.main.${name}(${names.join(', ')}) END`),
  ]
}

const moved = `CASE lower(u)
  WHEN 'millisecond' THEN t + to_milliseconds(n) WHEN 'second' THEN t + to_seconds(n) WHEN 'minute' THEN t + to_minutes(n)
  WHEN 'hour' THEN t + to_hours(n) WHEN 'day' THEN t + to_days(CAST(n AS INTEGER))
  WHEN 'week' THEN t + to_weeks(CAST(n AS INTEGER)) WHEN 'month' THEN t + to_months(CAST(n AS INTEGER))
  WHEN 'quarter' THEN t + to_months(CAST(n AS INTEGER) * 3) WHEN 'year' THEN t + to_years(CAST(n AS INTEGER))
  ELSE error('date_add takes millisecond to year, not ' || u) END`

const isoTime = `'%Y-%m-%dT%H:%M:%S.%g'`
const uri = `'^(?:([^:/?#]+):)?(?://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/?#:]*)(?::([0-9]+))?)?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?$'`

function uriPart(name: string, group: number): readonly [string, readonly Overload[]] {
  return one(name, 'x', `nullif(system.main.regexp_extract(x, ${uri}, ${group}), '')`)
}

const times: readonly (readonly [string, readonly Overload[]])[] = [
  one('from_iso8601_timestamp', 'x', 'CAST(x AS TIMESTAMPTZ)'),
  one('from_iso8601_date', 'x', 'CAST(x AS DATE)'),
  [
    'to_iso8601',
    [
      ['x DATE', `strftime(x, '%Y-%m-%d')`],
      ['x TIMESTAMP', `strftime(x, ${isoTime})`],
      ['x TIMESTAMPTZ', `strftime(x, ${isoTime}) || 'Z'`],
    ],
  ],
  one('date_format', 't, f', 'undeny_date_format(epoch_ms(CAST(t AS TIMESTAMPTZ)), f)'),
  one('date_parse', 's, f', 'make_timestamp(undeny_date_parse(s, f) * 1000)'),
  one('format_datetime', 't, f', 'undeny_format_datetime(epoch_ms(CAST(t AS TIMESTAMPTZ)), f)'),
  one('parse_datetime', 's, f', 'CAST(make_timestamp(undeny_parse_datetime(s, f) * 1000) AS TIMESTAMPTZ)'),
  one('undeny_moved', 'u, n, t', moved),
  [
    'date_add',
    [
      ['t, i', 't + i'],
      ['u, n, t DATE', 'CAST(undeny_moved(u, n, t) AS DATE)'],
      ['u, n, t TIMESTAMP', 'undeny_moved(u, n, t)'],
      ['u, n, t TIMESTAMPTZ', 'undeny_moved(u, n, t)'],
    ],
  ],
  // Athena counts whole units, DuckDB's own date_diff the borders between them.
  one('date_diff', 'u, a, b', 'date_sub(lower(u), a, b)'),
  [
    'from_unixtime',
    [
      ['x', 'to_timestamp(x)'],
      ['x, z', 'to_timestamp(x) AT TIME ZONE z'],
    ],
  ],
  one('from_unixtime_nanos', 'x', 'to_timestamp(x / 1e9)'),
  same('to_unixtime', 'epoch'),
  one('at_timezone', 't, z', 't AT TIME ZONE z'),
  one('with_timezone', 't, z', 't AT TIME ZONE z'),
  same('day_of_week', 'isodow'),
  same('dow', 'isodow'),
  same('day_of_month', 'day'),
  same('day_of_year', 'dayofyear'),
  same('doy', 'dayofyear'),
  same('week_of_year', 'week'),
  same('year_of_week', 'isoyear'),
  same('yow', 'isoyear'),
  same('last_day_of_month', 'last_day'),
  one('millisecond', 't', `CAST(date_part('milliseconds', t) AS BIGINT) % 1000`),
  one('second', 't', `CAST(date_part('second', t) AS BIGINT)`),
]

const texts: readonly (readonly [string, readonly Overload[]])[] = [
  same('regexp_like', 'regexp_matches', 'x, p'),
  [
    'regexp_extract',
    [
      ['x, p', 'CASE WHEN regexp_matches(x, p) THEN system.main.regexp_extract(x, p) END'],
      ['x, p, g', 'CASE WHEN regexp_matches(x, p) THEN system.main.regexp_extract(x, p, g) END'],
    ],
  ],
  [
    'regexp_replace',
    [
      ['x, p', `system.main.regexp_replace(x, p, '', 'g')`],
      ['x, p, r', `system.main.regexp_replace(x, p, system.main.regexp_replace(r, '\\$(\\d)', '\\\\\\1', 'g'), 'g')`],
    ],
  ],
  same('regexp_split', 'string_split_regex', 'x, p'),
  one('regexp_count', 'x, p', 'len(regexp_extract_all(x, p))'),
  one('split_part', 'x, d, n', '(string_split(x, d))[n]'),
  one(
    'split_to_map',
    'x, e, k',
    'map_from_entries(list_transform(string_split(x, e), p -> row(string_split(p, k)[1], string_split(p, k)[2])))',
  ),
  ['concat', forEachCount((names) => names.join(' || '))],
  [
    'format',
    forEachCount(
      ([f = '', ...rest]) => `undeny_format(${f}, [${rest.map((name) => `CAST(${name} AS VARCHAR)`).join(', ')}])`,
    ),
  ],
  same('codepoint', 'unicode'),
  same('from_utf8', 'decode'),
  same('to_utf8', 'encode'),
  same('is_nan', 'isnan'),
  same('is_finite', 'isfinite'),
  same('is_infinite', 'isinf'),
  same('truncate', 'trunc'),
  one('rand', '', 'random()'),
  nullIfAny('greatest'),
  nullIfAny('least'),
  uriPart('url_extract_protocol', 1),
  uriPart('url_extract_host', 2),
  one('url_extract_port', 'x', `CAST(nullif(system.main.regexp_extract(x, ${uri}, 3), '') AS BIGINT)`),
  one('url_extract_path', 'x', `system.main.regexp_extract(x, ${uri}, 4)`),
  uriPart('url_extract_query', 5),
  uriPart('url_extract_fragment', 6),
  one(
    'url_extract_parameter',
    'x, n',
    `url_decode(list_extract(list_transform(list_filter(string_split(url_extract_query(x), '&'), p -> string_split(p, '=')[1] = n), p -> coalesce(string_split(p, '=')[2], '')), 1))`,
  ),
]

const jsons: readonly (readonly [string, readonly Overload[]])[] = [
  // Athena writes a member in brackets, DuckDB behind a point.
  one('undeny_path', 'p', `system.main.regexp_replace(p, '\\[\\s*["'']([^"'']*)["'']\\s*\\]', '."\\1"', 'g')`),
  one('undeny_scalar', 'j, p', 'try(json_extract_string(j, p))'),
  one(
    'json_extract_scalar',
    'j, p',
    `CASE WHEN regexp_matches(undeny_scalar(j, undeny_path(p)), '^[\\[{]') AND json_type(j, undeny_path(p)) IN ('OBJECT', 'ARRAY') THEN NULL ELSE undeny_scalar(j, undeny_path(p)) END`,
  ),
  one('json_extract', 'j, p', 'try(system.main.json_extract(j, undeny_path(p)))'),
  one('json_parse', 'x', 'CAST(x AS JSON)'),
  one('json_format', 'x', 'CAST(json(x) AS VARCHAR)'),
  one('json_array_length', 'x', 'try(system.main.json_array_length(x))'),
  one('json_array_contains', 'x, v', 'list_contains(try(CAST(x AS VARCHAR[])), CAST(v AS VARCHAR))'),
  one(
    'json_size',
    'j, p',
    `CASE json_type(j, undeny_path(p)) WHEN 'ARRAY' THEN system.main.json_array_length(j, undeny_path(p)) WHEN 'OBJECT' THEN len(json_keys(j, undeny_path(p))) WHEN NULL THEN NULL ELSE 0 END`,
  ),
  one('is_json_scalar', 'x', `json_type(x) NOT IN ('OBJECT', 'ARRAY')`),
]

const lists: readonly (readonly [string, readonly Overload[]])[] = [
  [
    'cardinality',
    [
      ['x MAP(VARCHAR, VARCHAR)', 'CAST(system.main.cardinality(x) AS BIGINT)'],
      ['x', 'len(x)'],
    ],
  ],
  one('element_at', 'x, k', 'x[k]'),
  // A test that is unknown for an item leaves the answer unknown, unless another item settles it.
  one(
    'undeny_any_match',
    'l',
    'CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, true) THEN true WHEN len(l) > list_count(l) THEN NULL ELSE false END',
  ),
  one(
    'undeny_all_match',
    'l',
    'CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, false) THEN false WHEN len(l) > list_count(l) THEN NULL ELSE true END',
  ),
  one('undeny_none_match', 'l', 'NOT undeny_any_match(l)'),
  one('undeny_led_by', 'l, x', 'list_concat([x], l)'),
  one('undeny_places', 'l', 'generate_series(1, len(l))'),
  [
    'sequence',
    [
      ['a DATE, b DATE', `list_transform(generate_series(a, b, INTERVAL 1 DAY), e -> CAST(e AS DATE))`],
      ['a BIGINT, b BIGINT', 'generate_series(a, b, CASE WHEN a <= b THEN 1 ELSE -1 END)'],
      ['a, b, s', 'generate_series(a, b, s)'],
    ],
  ],
  [
    'array_join',
    [
      ['l, d', 'array_to_string(l, d)'],
      ['l, d, n', 'array_to_string(list_transform(l, e -> coalesce(CAST(e AS VARCHAR), n)), d)'],
    ],
  ],
  same('array_max', 'list_max'),
  same('array_min', 'list_min'),
  // In a list, Athena takes null for a value like others.
  one('array_remove', 'l, x', 'CASE WHEN x IS NULL THEN NULL ELSE list_filter(l, e -> e IS DISTINCT FROM x) END'),
  one(
    'arrays_overlap',
    'a, b',
    'CASE WHEN list_has_any(a, b) THEN true WHEN len(a) > list_count(a) OR len(b) > list_count(b) THEN NULL ELSE false END',
  ),
  one(
    'array_distinct',
    'l',
    'CASE WHEN len(l) > list_count(l) THEN list_append(list_distinct(l), NULL) ELSE list_distinct(l) END',
  ),
  one('array_union', 'a, b', 'array_distinct(a || b)'),
  one('array_intersect', 'a, b', 'list_filter(array_distinct(a), e -> list_position(b, e) IS NOT NULL)'),
  one('array_except', 'a, b', 'list_filter(array_distinct(a), e -> list_position(b, e) IS NULL)'),
  one('slice', 'l, s, n', 'CASE WHEN s > 0 THEN l[s:s + n - 1] ELSE l[len(l) + s + 1:len(l) + s + n] END'),
  one('map_agg', 'k, v', 'map_from_entries(list(row(k, v)))'),
]

/**
 * Functions of Athena (Trino) that DuckDB lacks, names otherwise or answers otherwise, as statements. A function of the
 * same name in DuckDB gives way.
 * https://trino.io/docs/current/functions.html
 */
export const athenaMacros: readonly string[] = [...times, ...texts, ...jsons, ...lists].map(
  ([name, overloads]) =>
    `CREATE MACRO ${name}${overloads.map(([parameters, body]) => `(${parameters}) AS (${body})`).join(', ')}`,
)
