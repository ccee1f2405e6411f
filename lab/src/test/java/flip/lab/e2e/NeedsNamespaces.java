package flip.lab.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Marks tests that build hosts out of network namespaces; without the means they are skipped. */
@Tag("e2e")
@ExtendWith(NeedsNamespaces.Condition.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface NeedsNamespaces {
    /** Says why, in words that tell what to do. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
            Optional<String> whyNot = Hosts.whyNot();
            return whyNot.isPresent()
                    ? ConditionEvaluationResult.disabled(whyNot.get())
                    : ConditionEvaluationResult.enabled("network namespaces can be made here");
        }
    }
}
