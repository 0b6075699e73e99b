import type * as DuckDb from '@duckdb/node-api'
import { type DateFormat, jodaFormat, mysqlFormat } from './date-format.ts'
import { dateText, timeOfText } from './date-text.ts'
import { javaText } from './java-format.ts'

type Library = typeof DuckDb

/**
 * Gives a connection the functions that no macro can do: formats of times, which DuckDB takes as constants only and in
 * another notation.
 */
export function addScriptFunctions(library: Library, connection: DuckDb.DuckDBConnection): void {
  for (const [name, read] of [
    ['undeny_date_format', mysqlFormat],
    ['undeny_format_datetime', jodaFormat],
  ] as const) {
    connection.registerScalarFunction(formatting(library, name, remembered(read)))
  }
  connection.registerScalarFunction(javaFormatting(library))
  for (const [name, read] of [
    ['undeny_date_parse', mysqlFormat],
    ['undeny_parse_datetime', jodaFormat],
  ] as const) {
    connection.registerScalarFunction(parsing(library, name, remembered(read)))
  }
}

type ReadFormat = (format: string) => DateFormat

/** A query has the same format in every row. */
function remembered(read: ReadFormat): ReadFormat {
  let [last, answer] = ['', read('')]
  return (format) => {
    if (format !== last) [last, answer] = [format, read(format)]
    return answer
  }
}

function partsOf(read: ReadFormat, format: string) {
  const found = read(format)
  if (!found.ok) throw new Error(`In the format ${format}, ${found.problem}.`)
  return found.parts
}

function formatting(library: Library, name: string, read: ReadFormat): DuckDb.DuckDBScalarFunction {
  return library.DuckDBScalarFunction.create({
    name,
    parameterTypes: [library.BIGINT, library.VARCHAR],
    returnType: library.VARCHAR,
    mainFunction: (_info, input, output) => {
      const [times, formats] = [input.getColumnVector(0), input.getColumnVector(1)]
      for (let row = 0; row < input.rowCount; row++) {
        const [time, format] = [times.getItem(row), formats.getItem(row)]
        const isKnown = typeof time === 'bigint' && typeof format === 'string'
        output.setItem(row, isKnown ? dateText(Number(time), partsOf(read, format)) : null)
      }
      output.flush()
    },
  })
}

function parsing(library: Library, name: string, read: ReadFormat): DuckDb.DuckDBScalarFunction {
  return library.DuckDBScalarFunction.create({
    name,
    parameterTypes: [library.VARCHAR, library.VARCHAR],
    returnType: library.BIGINT,
    mainFunction: (_info, input, output) => {
      const [texts, formats] = [input.getColumnVector(0), input.getColumnVector(1)]
      for (let row = 0; row < input.rowCount; row++) {
        const [text, format] = [texts.getItem(row), formats.getItem(row)]
        const isKnown = typeof text === 'string' && typeof format === 'string'
        output.setItem(row, isKnown ? parsed(text, format, read) : null)
      }
      output.flush()
    },
  })
}

function parsed(text: string, format: string, read: ReadFormat): bigint {
  const time = timeOfText(text, partsOf(read, format))
  if (time === null) throw new Error(`Invalid format: "${text}" does not have the form ${format}.`)
  return BigInt(time)
}

/** `format`: the values come as texts. */
function javaFormatting(library: Library): DuckDb.DuckDBScalarFunction {
  return library.DuckDBScalarFunction.create({
    name: 'undeny_format',
    parameterTypes: [library.VARCHAR, library.LIST(library.VARCHAR)],
    returnType: library.VARCHAR,
    mainFunction: (_info, input, output) => {
      const [formats, lists] = [input.getColumnVector(0), input.getColumnVector(1)]
      for (let row = 0; row < input.rowCount; row++) {
        const [format, list] = [formats.getItem(row), lists.getItem(row)]
        const isKnown = typeof format === 'string' && list instanceof library.DuckDBListValue
        const values = isKnown ? list.items.map((item) => (item === null ? null : String(item))) : []
        output.setItem(row, isKnown ? javaText(format, values) : null)
      }
      output.flush()
    },
  })
}
