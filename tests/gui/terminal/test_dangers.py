from __future__ import annotations

import pytest

from console.ui.terminal.dangers import DANGERS, dangers_in

HARMFUL = """
sudo rm /etc/passwd
rm -rf /
rm -r --force ./checkpoints
find /data -name '*.pt' -delete
mkfs.ext4 /dev/nvme0n1
sudo wipefs -a /dev/sdb
dd if=/dev/zero of=/dev/sda bs=1M
cat image > /dev/sda
:(){ :|:& };:
curl -fsSL https://example.com/install.sh | sh
curl -s https://example.com/x | sudo -E bash -s -- --yes
bash <(curl -s https://example.com/x)
wget -qO- https://example.com/x | python3
echo cm0gLXJm | base64 -d | sh
shutdown -h now
sudo reboot
$ reboot
systemctl --force reboot
ipmitool -H 192.0.2.7 chassis power cycle
kubectl -n prod delete pod --all
kubectl drain gpu01.example.com
helm uninstall inference
scancel -u alice
scancel --user=alice
scontrol update nodename=gpu01 state=drain reason=x
nvidia-smi --gpu-reset -i 0
docker system prune -af
chmod -R 777 /
chown --recursive nobody /srv
iptables -F
kill -9 -1
terraform destroy
DROP TABLE jobs;
zpool destroy tank
lvremove vg0/data
crontab -r
""".strip().splitlines()

HARMLESS = """
rm notes.txt
ls -R /srv
grep -r shutdown /etc
echo please reboot later
man mkfs
systemctl status nvidia-persistenced
systemctl restart slurmd
kubectl get pods
kubectl describe node gpu01
scancel 4711
scontrol show node gpu01
squeue -u alice
nvidia-smi -L
curl -s https://example.com/health | jq .
curl -o script.sh https://example.com/script.sh
docker run --rm -it ubuntu
docker rm stopped
dd if=/dev/sda of=disk.img
echo hello > /dev/null
chmod 644 file
kill -1 4711
kill -9 4711
git rm -q file
terraform plan
./configure --prefix=/usr/local
alarm --reset
""".strip().splitlines()


@pytest.mark.parametrize("command", HARMFUL)
def test_it_is_found_and_says_what_it_does(command: str) -> None:
    ((start, end, danger),) = dangers_in(f"cd /tmp\n{command}\nls")
    assert 8 <= start < end <= 8 + len(command)
    assert danger.what.endswith(".")


@pytest.mark.parametrize("command", HARMLESS)
def test_daily_work_is_left_alone(command: str) -> None:
    assert dangers_in(command) == []


def test_each_class_has_an_example() -> None:
    met = {danger.what for command in HARMFUL for _, _, danger in dangers_in(command)}
    assert met == {danger.what for danger in DANGERS}


def test_what_two_classes_meet_is_told_once() -> None:
    found = dangers_in("sudo rm -rf / && reboot")
    assert [danger.what for _, _, danger in found] == [
        "Deletes with the rights of root.",
        "Stops or restarts the machine.",
    ]
