"""The model, with figures that can be added up by hand."""

import unittest
from dataclasses import replace

import containers
import model
from model import Inputs, Usage
from monitoring import Monitoring

TEMPLATE = """
  Dashboard:
    Type: AWS::CloudWatch::Dashboard
  Errors:
    Type: AWS::Logs::MetricFilter
    Properties:
      MetricTransformations:
        - {MetricNamespace: stack, MetricName: Errors, MetricValue: "1"}
  ErrorsAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      MetricName: Errors
  SumAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Metrics:
        - {Id: sum, Expression: "SUM([one, other])"}
        - Id: one
          MetricStat:
            Metric: {Namespace: stack, MetricName: One}
        - Id: other
          MetricStat:
            Metric: {Namespace: stack, MetricName: Other}
"""
COUNTED = """[
    ("pay", "Paid", "pay.rs"),
    (
        "reconcile-payments",
        "LostCharges",
        "functions/payment/src/reconcile_payments.rs",
    ),
]"""

USAGE: Usage = {
    "pay": {
        "invocations": 1,
        "cpuMs": 2,
        "apiRequests": 1,
        "logBytes": 100,
        "logLines": 2,
        "readUnits": 1,
        "writeUnits": 3,
        "waits.GetItem": 2,
        "waits.Invoke": 1,
        "invokes.charge": 1,
    },
    "charge": {"invocations": 1, "cpuMs": 1, "waits.PutItem": 1, "writeUnits": 4, "events": 2, "messages": 5},
}
ASSUMPTIONS = {
    "mix": {"about": "", "paying": 2},
    "memoryMb": 256,
    "memoryMbPerVcpu": 2560,
    "coldStarts": {"share": 0.5, "billedMs": 10},
    "waitsMs": {"GetItem": 4, "PutItem": 6.5, "Invoke": 8},
    "platformLogBytesPerInvocation": 700,
    "accessLogBytesPerRequest": 400,
    "logLineOverheadBytes": 25,
    "sqsRequestsPerMessage": 3,
    "sqsEmptyReceivesPerQueueMonth": 1000,
    "reconciliationsPerMonth": 0,
    "tracedPerSecondAndFunction": 1,
    "tracedShareBeyond": 0.1,
    "containers": {
        "vcpuPerTask": 1,
        "gbPerTask": 1,
        "tasksAtLeast": 2,
        "peakToAverage": 5,
        "utilizationAtPeak": 0.5,
    },
}


class Step(unittest.TestCase):
    """One that pays, and invokes one that charges."""

    def setUp(self) -> None:
        self.step = model.of_step(USAGE, ASSUMPTIONS)
        consumption = {"steps": {"paying": USAGE}, "storedBytes": 1}
        self.inputs = Inputs(consumption, ASSUMPTIONS, {"monthHours": 1}, Monitoring(0, 0, 0))

    def test_a_function_is_billed_for_its_share_of_a_cpu_and_for_waiting(self) -> None:
        # 1 ms is 10 ms at a tenth of a CPU, and 6.5 ms of waiting are not whole; half of the starts are cold.
        self.assertEqual(self.step.functions["charge"].billed_ms, 17 + 5)

    def test_a_function_is_billed_for_those_that_it_waits_for(self) -> None:
        self.assertEqual(self.step.functions["pay"].billed_ms, 20 + 2 * 4 + 8 + 22 + 5)

    def test_only_who_is_not_invoked_by_a_function_begins_a_trace(self) -> None:
        self.assertEqual((self.step.functions["pay"].roots, self.step.functions["charge"].roots), (1, 0))

    def test_everything_is_added_up(self) -> None:
        step = self.step
        self.assertEqual(
            (step.requests, step.read_units, step.write_units, step.events, step.messages), (1, 1, 7, 2, 5)
        )
        self.assertEqual(step.log_bytes, 100 + 2 * 25 + 2 * 700 + 400)

    def test_a_booking_is_its_steps_as_often_as_they_are_taken(self) -> None:
        one = model.booking(self.inputs)
        self.assertEqual((one.invocations, one.cpu_ms, one.write_units), (4, 6, 14))

    def test_a_share_is_traced_of_what_is_beyond_the_first_of_a_second(self) -> None:
        one = model.booking(self.inputs)
        self.assertEqual(model.traces(self.inputs, one, 1000), 2000)
        self.assertEqual(model.traces(self.inputs, one, 2300), 3600 + 100)

    def test_tasks_carry_the_peak_and_never_are_fewer_than_two(self) -> None:
        one = model.booking(self.inputs)
        self.assertEqual(containers.tasks(self.inputs, one, 1, 1), 2)
        # 6 ms of each in an hour, five times as many at the peak, and half of the CPU for them.
        self.assertEqual(containers.tasks(self.inputs, one, 3600 * 1000, 1), 60)
        other = replace(
            self.inputs, assumptions=ASSUMPTIONS | {"containers": ASSUMPTIONS["containers"] | {"peakToAverage": 10}}
        )
        self.assertEqual(containers.tasks(other, one, 3600 * 1000, 1), 120)


class OfTheTemplate(unittest.TestCase):
    """What CloudWatch is paid for."""

    def test_an_alarm_counts_by_the_metrics_that_it_looks_at_and_metrics_wherever_they_are_counted(self) -> None:
        self.assertEqual(Monitoring.of(TEMPLATE, COUNTED, 5), Monitoring(alarms=3, metrics=1 + 2 + 5, dashboards=1))

    def test_metrics_for_each_route_have_no_price(self) -> None:
        with self.assertRaisesRegex(SystemExit, "route"):
            Monitoring.of(TEMPLATE + "        DetailedMetricsEnabled: true\n", COUNTED, 5)


class Crossing(unittest.TestCase):
    """Where another way becomes the cheaper one."""

    def test_it_is_where_the_lines_meet(self) -> None:
        self.assertEqual(round(containers.crossing(lambda load: load, lambda _: 500.0) or 0), 500)

    def test_there_is_none_where_they_do_not_meet(self) -> None:
        self.assertIsNone(containers.crossing(lambda load: load, lambda load: load + 1))


class Repository(unittest.TestCase):
    """The inputs that are here."""

    def test_every_step_of_the_mix_was_measured_and_every_wait_has_a_length(self) -> None:
        inputs = Inputs.read()
        steps = inputs.consumption["steps"]
        self.assertEqual(steps.keys(), model.mix(inputs).keys() | {"reconcile"})
        waits = {
            what[6:] for step in steps.values() for usage in step.values() for what in usage if what[:6] == "waits."
        }
        self.assertLessEqual(waits, inputs.assumptions["waitsMs"].keys())


if __name__ == "__main__":
    unittest.main()
