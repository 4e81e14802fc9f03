package org.mindpress.processors.pipeline;

import java.util.Optional;

/**
 * Settings of the stages; {@code qat} and {@code distill} run when they are present, all others always.
 *
 * @param qat quantisation-aware training
 * @param distill distillation
 * @param calibrate ranges and bias correction
 * @param verify accuracy, parity, latency
 */
public record StageSettings(
        Optional<TrainingSection> qat,
        Optional<DistillSection> distill,
        CalibrateSection calibrate,
        VerifySection verify) {}
