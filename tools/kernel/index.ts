export { cut, damaged, done, inflate, inputPosition, outputPosition, paused, slack, start } from './inflate'
export {
  begin,
  clearFound,
  countElements,
  countFound,
  foundPlace,
  heap,
  isClosed,
  isOdd,
  keptFrom,
  moved,
  needlePlace,
  scan,
  setNeedle,
} from './scan'
export { beginSum, fold, foldLast, sumWindow } from './sum'
