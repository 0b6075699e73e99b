import { describe, expect, it } from 'vitest'
import { readingStatement } from './read-only.ts'

describe('readingStatement', () => {
  it.each([
    ['SELECT 1;\n', 'SELECT 1'],
    [
      '  -- why\n/* a */ with t as (select 1) select * from t',
      '  -- why\n/* a */ with t as (select 1) select * from t',
    ],
    ['SELECT 1; -- done', 'SELECT 1'],
    ['SELECT 1 -- one; \n ; /* two; */ ;; --', 'SELECT 1'],
    ["SELECT ';--' ;", "SELECT ';--'"],
    ["SELECT 'it''s -- ;'", "SELECT 'it''s -- ;'"],
    ['SELECT 1 AS "a;--" ; -- b', 'SELECT 1 AS "a;--"'],
    ['DESCRIBE `a--b;` ;', 'DESCRIBE `a--b;`'],
    ['SELECT 1; SELECT 2;', 'SELECT 1; SELECT 2'],
    ['((SELECT 1) UNION (SELECT 2))', '((SELECT 1) UNION (SELECT 2))'],
    ['EXPLAIN SELECT 1', 'EXPLAIN SELECT 1'],
    ['SHOW TABLES', 'SHOW TABLES'],
  ])('takes %j', (sql, statement) => {
    expect(readingStatement(sql)).toBe(statement)
  })

  it.each([
    '',
    '-- SELECT 1',
    ' ; ',
    "; SELECT ';'",
    'INSERT INTO t SELECT 1',
    '/* SELECT */ DROP TABLE t',
    '--\nDELETE FROM t',
    'EXPLAIN ANALYZE SELECT 1',
    'EXPLAIN /* */ ANALYZE DELETE FROM t',
    'EXPLAIN\nanalyze VERBOSE DELETE FROM t',
    'SELECTED',
    'CALL system.sync_partition_metadata()',
    'PREPARE x FROM SELECT 1',
    'SET SESSION a = 1',
    'UNLOAD (SELECT 1)',
  ])('refuses %j', (sql) => {
    expect(readingStatement(sql)).toBeNull()
  })
})
