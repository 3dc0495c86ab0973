"""Deploys: what waits for them, what brings them back, and what they leave behind."""

from . import (
    compose_up_without_wait,
    deploy_cancelled_midway,
    deploy_untested,
    deploy_without_concurrency,
    deploy_without_environment,
    kubectl_rollback_unchecked,
    kubectl_rollout_unchecked,
    kubectl_rollout_without_timeout,
    kubectl_unknown_flag,
    ssh_can_hang,
    ssh_host_key_unchecked,
)

RULES = (
    compose_up_without_wait.RULE,
    deploy_cancelled_midway.RULE,
    deploy_untested.RULE,
    deploy_without_concurrency.RULE,
    deploy_without_environment.RULE,
    kubectl_rollback_unchecked.RULE,
    kubectl_rollout_unchecked.RULE,
    kubectl_rollout_without_timeout.RULE,
    kubectl_unknown_flag.RULE,
    ssh_can_hang.RULE,
    ssh_host_key_unchecked.RULE,
)
