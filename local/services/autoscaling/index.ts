export { type AutoScalingOptions, type AutoScalingService, createAutoScalingService } from './service';
