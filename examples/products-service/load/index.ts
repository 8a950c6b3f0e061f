export { clientSink } from './client-sink';
export { type LoadOptions, type LoadReport, type LoadSecond, runLoad, type Sink } from './generator';
export { HttpFailure, httpSink } from './http-sink';
export { seedProducts, seedTable } from './seed-table';
export { type Draw, draws, payloadSizes, rateAt, type Shape, tracedDraws, type Workload } from './workload';
