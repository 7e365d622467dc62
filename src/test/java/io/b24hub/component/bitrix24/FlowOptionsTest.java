package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.b24hub.connector.DestinationPaces;
import io.b24hub.delivery.Batching;
import io.b24hub.delivery.FlowSpec;
import io.b24hub.delivery.Rate;
import io.b24hub.delivery.Shaping;
import io.b24hub.settings.DeliverySettings;
import io.b24hub.store.Merging;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowOptionsTest {

    private static final DeliverySettings DEFAULTS =
            new DeliverySettings(List.of(Duration.ofSeconds(7)), Duration.ofDays(2), 3, Duration.ofSeconds(20));

    private static FlowOptions read(String... written) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : written) {
            options.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return FlowOptions.read("ONCRMDEALUPDATE", options, Set.of("main", "other"), DEFAULTS);
    }

    @Test
    void an_address_without_options_merges_updates_and_has_the_hubs_defaults() {
        FlowOptions options = read();

        assertThat(options.merging()).isEqualTo(Merging.UPDATES);
        assertThat(options.batching()).isEqualTo(Batching.NONE);
        assertThat(options.rate()).isEmpty();
        assertThat(options.concurrency()).isEqualTo(3);
        assertThat(options.schedule().waits()).containsExactly(Duration.ofSeconds(7));
        assertThat(options.schedule().retryFor()).isEqualTo(Duration.ofDays(2));
    }

    @ParameterizedTest
    @CsvSource({"updates,UPDATES", "true,UPDATES", "all,ALL", "ALL,ALL", "none,NONE", "false,NONE"})
    void merges_as_it_is_told(String written, Merging.Types types) {
        assertThat(read("merge=" + written).merging().types()).isEqualTo(types);
    }

    @Test
    void an_entity_that_never_settles_is_held_back_for_ten_times_the_debounce_unless_told_otherwise() {
        assertThat(read("debounce=30s").merging())
                .isEqualTo(new Merging(Merging.Types.UPDATES, Duration.ofSeconds(30), Duration.ofMinutes(5)));
        assertThat(read("debounce=30s", "maxDelay=1m", "merge=all").merging())
                .isEqualTo(new Merging(Merging.Types.ALL, Duration.ofSeconds(30), Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @CsvSource({"20/m,20,60", "5/s,5,1", "100/h,100,3600", "1/10s,1,10", "3/ D,3,86400"})
    void reads_rates(String written, int count, long seconds) {
        assertThat(read("rate=" + written).rate()).hasValue(new Rate(count, Duration.ofSeconds(seconds)));
    }

    @Test
    void echoes_are_dropped_unless_they_are_wanted() {
        assertThat(read().dropEchoes()).isTrue();
        assertThat(read("echo=drop").dropEchoes()).isTrue();
        assertThat(read("echo=keep").dropEchoes()).isFalse();
        assertThatThrownBy(() -> read("echo=off")).hasMessageContaining("drop or keep");
    }

    @Test
    void reads_batches_and_destinations() {
        FlowOptions options =
                read("batchSize=50", "batchWait=10s", "destination=crm chat, kafka:deals", "portal=other");

        assertThat(options.batching()).isEqualTo(new Batching(50, Duration.ofSeconds(10)));
        assertThat(options.destinations()).containsExactlyInAnyOrder("crm chat", "kafka:deals");
        assertThat(options.portal()).hasValue("other");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    merge=maybe         | merge=maybe: it must be updates, all or none; for example merge=none
                    debounce=soon       | debounce=soon: "soon" is not a time; write a whole number with ms, s, m, h or d; for example debounce=30s
                    debounce=0          | debounce=0: it must be longer than nothing; for example debounce=30s
                    debounce=2d         | debounce=2d: it may be 1d at most; for example debounce=30s
                    batchSize=many      | batchSize=many: it must be a whole number from 1 to 1000; for example batchSize=50
                    batchSize=1001      | batchSize=1001: it must be a whole number from 1 to 1000; for example batchSize=50
                    rate=fast           | rate=fast: it is how many in which time: s, m, h or d; for example rate=20/m
                    rate=0/m            | rate=0/m: nothing could ever run; to hold a flow, pause it; for example rate=20/m
                    concurrency=0       | concurrency=0: it must be a whole number from 1 to 1000; for example concurrency=4
                    maxDelay=5m         | maxDelay limits debounce, which is not set; add for example debounce=30s
                    batchWait=10s       | batchWait waits for a batch, and the flow gets its deliveries one by one; add for example batchSize=50
                    maxBehind=soon      | maxBehind=soon: "soon" is not a time; write a whole number with ms, s, m, h or d; for example maxBehind=2m
                    maxBehind=500ms     | maxBehind=500ms: it may be from 1s to 1d; for example maxBehind=2m
                    maxBehind=2d        | maxBehind=2d: it may be from 1s to 1d; for example maxBehind=2m
                    digestSize=40       | digestSize is for a flow that has fallen behind, and nothing says how far it may; add for example maxBehind=2m
                    portal=mian         | there is no portal "mian" in the configuration; hub.portals has main, other
                    """)
    void names_option_value_and_what_would_work(String written, String message) {
        assertThatThrownBy(() -> read(written))
                .isInstanceOf(BadFlowOptions.class)
                .hasMessage(message);
    }

    @Test
    void a_flow_that_may_not_fall_behind_always_gets_lists_and_larger_ones_in_a_storm() {
        FlowSpec alone = spec(read("maxBehind=2m"));
        FlowSpec rows = spec(read("maxBehind=10m", "batchSize=50", "digestSize=500"));

        assertThat(alone.shaping())
                .hasValue(new Shaping(Duration.ofMinutes(2), 40, Optional.of(new Rate(20, Duration.ofMinutes(1)))));
        assertThat(alone.lists()).isTrue();
        assertThat(alone.digest(1)).isFalse();
        assertThat(alone.digest(2)).isTrue();
        assertThat(rows.shaping()).map(Shaping::digestSize).hasValue(500);
        assertThat(rows.digest(50)).isFalse();
        assertThat(spec(read()).shaping()).isEmpty();
        assertThat(spec(read()).lists()).isFalse();
    }

    private static FlowSpec spec(FlowOptions options) {
        return options.spec(
                "flow", new Destinations(Set.of("sales"), Set.of("telegram:-1", "sql")), DestinationPaces.TOLD);
    }

    @Test
    void a_destination_that_could_hold_a_secret_is_refused() {
        assertThatThrownBy(() -> read("destination=https://user:pass@example.com/?token=x"))
                .hasMessageContaining("no address with a secret in it");
    }

    @Test
    void options_that_contradict_each_other_are_refused() {
        assertThatThrownBy(() -> read("merge=none", "debounce=30s")).hasMessageContaining("nothing to wait for");
        assertThatThrownBy(() -> read("debounce=30s", "maxDelay=10s"))
                .hasMessageContaining("shorter than debounce=30s");
        assertThatThrownBy(() -> read("maxBehind=2m", "batchSize=50", "digestSize=50"))
                .hasMessage(
                        "digestSize=50 is no more than batchSize=50, so the flow would not be any faster; make it larger");
        assertThatThrownBy(() -> read("maxBehind=2m", "batchSize=50"))
                .hasMessage(
                        "digestSize=40, the default, is no more than batchSize=50, so the flow would not be any faster; make it larger");
        assertThatThrownBy(() -> read("maxBehind=10s", "batchSize=30", "batchWait=10s"))
                .hasMessage(
                        "batchWait=10s is no shorter than maxBehind=10s, which could then never be kept; make it shorter");
        assertThatThrownBy(() -> read("maxBehind=2m", "digestSize=1"))
                .hasMessage("digestSize=1: it must be a whole number from 2 to 1000; for example digestSize=40");
    }

    @Test
    void everything_that_is_wrong_is_told_at_once() {
        BadFlowOptions bad = catchThrowableOfType(
                BadFlowOptions.class, () -> read("batchsize=5", "rate=fast", "retryFor=long", "portal=mian"));

        assertThat(bad)
                .hasMessageContaining("did you mean batchSize?")
                .hasMessageContaining("rate=fast")
                .hasMessageContaining("retryFor=long")
                .hasMessageContaining("mian");
        assertThat(bad.firstOption()).isEqualTo("batchsize");
    }
}
