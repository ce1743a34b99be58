package say

var jaVm = table{}
