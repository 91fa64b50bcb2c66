"""The mock in a container that Testcontainers starts once per test run.

Only this fixture is needed: the other fixtures of the plugin (`altinn`, `altinn_inbox`) use it.
"""

import os
from collections.abc import Iterator

import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

IMAGE = os.environ.get("ALTINN_MOCK_IMAGE", "altinn-notifications-mock")


@pytest.fixture(scope="session")
def altinn_url() -> Iterator[str]:
    ready = HttpWaitStrategy(5090, "/health").for_status_code(200)
    with DockerContainer(IMAGE).with_exposed_ports(5090).waiting_for(ready) as container:
        yield f"http://{container.get_container_host_ip()}:{container.get_exposed_port(5090)}"
